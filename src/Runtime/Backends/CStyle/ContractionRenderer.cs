using Dsl.Runtime.Backends.CStyle.Products;
using Dsl.Runtime.Backends.Devices;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.CStyle;

/// <summary>Writes sums of products, in the form that fits their shape and the device.</summary>
internal static class ContractionRenderer
{
    /// <summary>The text of a product.</summary>
    /// <param name="kernel">The product.</param>
    /// <param name="limits">What a kernel may take of the device.</param>
    /// <param name="whole">It and its epilogue; null for the product alone.</param>
    public static KernelSource Render(ContractionKernel kernel, DeviceLimits limits, EpilogueKernel? whole = null)
    {
        var shape = ContractionShape.Of(kernel);
        if (MatrixTiles.Choose(shape, limits) is { } matrices)
            return MatrixProductRenderer.Render(shape, matrices, limits, whole ?? (Kernel)kernel);
        var tile = ProductTiles.Choose(shape.Rows.Extent, shape.Columns.Extent, shape.Batches.Extent, shape.Depth.Extent, shape.Sizes, limits)
            ?? throw new DeviceException("the device gives a group too little memory or too few items to multiply matrices");
        return TiledProductRenderer.Render(shape, tile, whole ?? (Kernel)kernel);
    }
}
