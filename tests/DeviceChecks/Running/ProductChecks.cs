using System.Collections.Immutable;
using Dsl.DeviceChecks.Graphs;
using Dsl.Language.Types;
using Dsl.Runtime.Backends.CStyle;
using Dsl.Runtime.Backends.CStyle.Products;
using Dsl.Runtime.Backends.Devices;

namespace Dsl.DeviceChecks.Running;

/// <summary>The checks of products: every layout and element type, every tile, and the form for tensor cores, emulated where there are none.</summary>
internal static class ProductChecks
{
    private const int Stages = 3;

    public static ImmutableArray<DeviceCheck> Of(string suite)
    {
        return
        [
            Plain("f32", [.. ProductCases.Layouts(ElementType.Float32, 65, 37, 36), ProductCases.Added(ElementType.Float32, 40, 21, 36), ProductCases.Plain(ElementType.Float32, 130, 129, 1)]),
            Plain("f16", [.. ProductCases.Layouts(ElementType.Float16, 40, 48, 68)[1..], ProductCases.Widened(ElementType.Float16, 33, 17, 40)]),
            Plain("bf16", [.. ProductCases.Layouts(ElementType.BFloat16, 1, 70, 40)[..4], ProductCases.Added(ElementType.BFloat16, 16, 16, 24)]),
            Plain("f64", [.. ProductCases.Layouts(ElementType.Float64, 19, 40, 33)[2..]]),
            Plain("few", [.. ProductCases.Layouts(ElementType.Float32, 3, 5, 7), ProductCases.Added(ElementType.Float16, 5, 3, 2)]),
            Tiles("tiles"),
            Matrices("tensor cores, f16", [.. ProductCases.Layouts(ElementType.Float16, 72, 104, 88), ProductCases.Added(ElementType.Float16, 40, 24, 72), ProductCases.Widened(ElementType.Float16, 64, 96, 32)]),
            Matrices("tensor cores, bf16", [.. ProductCases.Layouts(ElementType.BFloat16, 64, 64, 64)[2..6]]),
            Matrices("tensor cores, odd sizes", [.. ProductCases.Layouts(ElementType.Float16, 51, 33, 43)[1..], ProductCases.Added(ElementType.BFloat16, 17, 129, 31)]),
            Matrices("tensor cores, few", [.. ProductCases.Layouts(ElementType.Float16, 16, 40, 24)[..5], ProductCases.Plain(ElementType.Float16, 17, 35, 19)]),
            MatrixTilesOf("tensor tiles"),
            Wrong("wrong fragments"),
        ];

        // Fragments and halves of them in each other's place; what would not show here would not show anywhere.
        ProductCheck Wrong(string name)
        {
            (string Right, string Wrong)[] mistakes =
            [
                ("b[j / 2] + j % 2 * 2", "b[j / 2]"),
                ("NN_LDMATRIX_X4(a[i]", "NN_LDMATRIX_X4_TRANS(a[i]"),
                ("left_tile, nn_kernel_left_at(warp_row + i * 16 + lane % 16, deep / 8 + lane / 16)", "left_tile, nn_kernel_left_at(warp_row + i * 16 + lane / 16 * 8 + lane % 8, deep / 8 + lane / 8 % 2)"),
                ("half_row * 8 + lane / 4", "(1 - half_row) * 8 + lane / 4"),
            ];
            var @case = ProductCases.Plain(ElementType.Float16, 32, 32, 32);
            return new ProductCheck(suite, name, [.. mistakes.Select(_ => @case)], (@case, i, limits) =>
            {
                var tile = MatrixTiles.Choose(ContractionShape.Of(@case.Kernel), Emulated(limits))!;
                var source = MatrixProductRenderer.Render(ContractionShape.Of(@case.Kernel), tile, Emulated(limits));
                return source with { Text = source.Text.Replace(mistakes[i].Right, mistakes[i].Wrong, StringComparison.Ordinal) };
            })
            {
                IsWrong = true,
            };
        }

        ProductCheck Plain(string name, ImmutableArray<ProductCase> cases) => new(suite, name, cases, static (@case, _, limits) => KernelRenderer.Render(@case.Kernel, limits)!);

        ProductCheck Matrices(string name, ImmutableArray<ProductCase> cases) => new(suite, name, cases, static (@case, _, limits) =>
            MatrixTiles.Choose(ContractionShape.Of(@case.Kernel), Emulated(limits)) is { } tile
                ? MatrixProductRenderer.Render(ContractionShape.Of(@case.Kernel), tile, Emulated(limits))
                : throw new CheckFailedException($"{@case} is not for tensor cores"));

        // Every tile on a case of its own layout, of sizes that no tile divides.
        ProductCheck Tiles(string name)
        {
            var tiles = ProductTiles.All(long.MaxValue);
            var layouts = ProductCases.Layouts(ElementType.Float32, 132, 35, 140);
            return new ProductCheck(suite, name, [.. tiles.Select((_, i) => layouts[i % 4])], (@case, i, limits) =>
                ProductTiles.Fits(tiles[i], sizeof(float), limits) ? TiledProductRenderer.Render(ContractionShape.Of(@case.Kernel), tiles[i]) : null);
        }

        ProductCheck MatrixTilesOf(string name)
        {
            var tiles = MatrixTiles.All(Stages);
            var layouts = ProductCases.Layouts(ElementType.Float16, 136, 136, 264);
            return new ProductCheck(suite, name, [.. tiles.Select((_, i) => layouts[i % 4])], (@case, i, limits) =>
                MatrixTiles.Fits(tiles[i], Emulated(limits)) ? MatrixProductRenderer.Render(ContractionShape.Of(@case.Kernel), tiles[i], Emulated(limits)) : null);
        }
    }

    private static DeviceLimits Emulated(DeviceLimits limits) => limits with { EmulatesTensorCores = !limits.HasTensorCores };
}
