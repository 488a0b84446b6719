using Dsl.Runtime.Backends.CStyle.Sweeps;
using Dsl.Runtime.Backends.Devices;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.CStyle;

/// <summary>From a kernel to text in the words of the dialects.</summary>
public static class KernelRenderer
{
    /// <summary>The text of a kernel; null for one that the host computes (solving systems of equations) or that consists of others (recurrences whose turns are launches).</summary>
    /// <param name="kernel">What is computed.</param>
    /// <param name="limits">What a kernel may take of the device.</param>
    public static KernelSource? Render(Kernel kernel, DeviceLimits limits) => kernel switch
    {
        FusedKernel fused => FusedRenderer.Render(fused),
        ScanKernel { IsOneLaunch: true } scan => FusedRenderer.Render(scan),
        ElementKernel element => FusedRenderer.Render(element),
        ContractionKernel contraction => ContractionRenderer.Render(contraction, limits),
        EpilogueKernel epilogue => ContractionRenderer.Render(epilogue.Product, limits, epilogue),
        SweepKernel sweep => SweepRenderer.Render(sweep),
        PackKernel pack => MovementRenderer.Render(pack),
        CopyKernel copy => MovementRenderer.Render(copy),
        ScatterAddKernel scatter => ScatterAddRenderer.Render(scatter),
        WriteAtKernel write => MovementRenderer.Render(write),
        ArgSortKernel sort => SortRenderer.Render(sort),
        ArgSortMergeKernel merge => SortRenderer.Render(merge),
        QuantizeKernel quantize => MovementRenderer.Render(quantize),
        QuantizedProductKernel product => MovementRenderer.Render(product),
        _ => null,
    };
}
