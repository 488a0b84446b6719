using System.Collections.Immutable;
using Dsl.Language.Types;
using Dsl.Runtime.Backends.CStyle;
using Dsl.Runtime.Backends.CStyle.Products;
using Dsl.Runtime.Backends.Devices;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Tests.Backends.CStyle;

/// <summary>Whatever the shape, the text of a product takes no more of a device than the device has, and covers the whole result.</summary>
public sealed class ProductLimitsTests
{
    private const int CudaStaticBytes = 49152;

    private static readonly ImmutableArray<int> Extents = [1, 2, 7, 16, 17, 33, 64, 100, 128, 130, 257, 1000, 4096, 50257];

    private static readonly ImmutableDictionary<string, DeviceLimits> Devices = new Dictionary<string, DeviceLimits>
    {
        ["a large card"] = new(CudaStaticBytes, 1024, HasDoubles: true, HasTensorCores: true) { DynamicSharedBytes = 232448 },
        ["a card for games"] = new(CudaStaticBytes, 1024, HasDoubles: true, HasTensorCores: true) { DynamicSharedBytes = 101376 },
        ["a card without tensor cores"] = new(CudaStaticBytes, 1024, HasDoubles: true, HasTensorCores: false) { DynamicSharedBytes = CudaStaticBytes },
        ["tensor cores without memory on request"] = new(CudaStaticBytes, 1024, HasDoubles: true, HasTensorCores: true),
        ["another vendor's card"] = new(32768, 256, HasDoubles: false, HasTensorCores: false),
        ["a small device"] = new(8192, 64, HasDoubles: false, HasTensorCores: false),
        ["emulated"] = new(32768, 1024, HasDoubles: true, HasTensorCores: false) { EmulatesTensorCores = true },
    }.ToImmutableDictionary();

    public static TheoryData<string> DeviceNames => [.. Devices.Keys.Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(DeviceNames))]
    public void Kernels_keep_the_limits(string device)
    {
        var limits = Devices[device];
        var matrices = 0;
        foreach (var rows in Extents)
        {
            foreach (var columns in Extents.Where(columns => (long)rows * columns <= int.MaxValue))
            {
                foreach (var depth in (int[])[3, 16, 100, 768])
                {
                    var element = (rows + columns + depth) % 3 == 0 ? ElementType.Float32 : ElementType.Float16;
                    var kernel = Product(element, rows, depth, columns);
                    var source = KernelRenderer.Render(kernel, limits)!;
                    matrices += source.Text.Contains("NN_MMA", StringComparison.Ordinal) ? 1 : 0;
                    Assert.InRange(source.Items, 1, limits.MostItems);
                    Assert.InRange(source.SharedBytes, 0, limits.SharedBytes);
                    Assert.InRange(source.DynamicSharedBytes, 0, limits.DynamicSharedBytes);
                    Assert.InRange(source.Groups, 1, int.MaxValue);
                    Assert.True(source.DynamicSharedBytes == 0 || source.Text.Contains("NN_DYNAMIC_TILE", StringComparison.Ordinal));
                    Verify(ContractionShape.Of(kernel), limits, source);
                }
            }
        }

        Assert.Equal(limits.HasTensorCores || limits.EmulatesTensorCores, matrices > 0);
    }

    [Fact]
    public void Sums_pass_through_the_memory_that_operands_took() =>
        Assert.All(MatrixTiles.All(stages: 2), static tile => Assert.InRange(tile.StoredBytes, 1, tile.SharedBytes));

    [Fact]
    public void Large_products_use_large_tiles()
    {
        var limits = Devices["a large card"];
        var large = MatrixTiles.Choose(ContractionShape.Of(Product(ElementType.Float16, 4096, 4096, 4096)), limits)!;
        Assert.Equal((128, 256, 4), (large.Rows, large.Columns, large.Stages));
        var few = MatrixTiles.Choose(ContractionShape.Of(Product(ElementType.Float16, 256, 4096, 256)), limits)!;
        Assert.True(few.Rows * few.Columns <= 64 * 64, few.ToString());
        var single = ProductTiles.Choose(4096, 4096, 1, 4096, ProductSizes.Single, limits)!;
        Assert.Equal((128, 128, 8, 8), (single.Rows, single.Columns, single.ItemRows, single.ItemColumns));
        Assert.Contains("NN_KERNEL_BESIDE(256, 2)", KernelRenderer.Render(Product(ElementType.Float32, 4096, 4096, 4096), limits)!.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_device_that_is_too_small_is_told_so()
    {
        var limits = new DeviceLimits(512, 32, HasDoubles: false, HasTensorCores: false);
        Assert.Throws<DeviceException>(() => KernelRenderer.Render(Product(ElementType.Float32, 64, 64, 64), limits));
    }

    private static void Verify(ContractionShape shape, DeviceLimits limits, KernelSource source)
    {
        var (covered, registers, items) = MatrixTiles.Choose(shape, limits) is { } matrices
            ? (Groups(shape, matrices.Rows, matrices.Columns), matrices.Registers, matrices.Items)
            : Tiled(shape, limits);
        Assert.Equal(covered, source.Groups);
        Assert.InRange(registers, 1, 255);
        Assert.InRange(registers * items, 1, 65536);
    }

    private static (long Groups, int Registers, int Items) Tiled(ContractionShape shape, DeviceLimits limits)
    {
        var tile = ProductTiles.Choose(shape.Rows.Extent, shape.Columns.Extent, shape.Batches.Extent, shape.Depth.Extent, shape.Sizes, limits)!;
        return (Groups(shape, tile.Rows, tile.Columns), tile.Registers(shape.Sizes), tile.Items);
    }

    private static long Groups(ContractionShape shape, int rows, int columns) =>
        (shape.Rows.Extent + rows - 1) / rows * ((shape.Columns.Extent + columns - 1) / columns) * shape.Batches.Extent;

    private static ContractionKernel Product(ElementType element, int rows, int depth, int columns) => ProductCases.Plain(element, rows, depth, columns).Kernel;
}
