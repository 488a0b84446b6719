using System.Collections.Immutable;
using System.Globalization;
using Dsl.Language.Types;
using Dsl.Runtime.Backends.Devices;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.CStyle.Products;

/// <summary>
/// Writes a product of 16-bit floats for tensor cores: a group keeps several pieces of both operands on their way into its memory, each of its warps multiplies
/// fragments of 16 by 16 with fragments of 16 by 8 and adds in single precision; results are rounded once, when they are stored.
/// </summary>
internal static class MatrixProductRenderer
{
    // Groups that run together take tiles from so many rows of tiles, so that what they read stays in the device's cache.
    private const int Band = 8;

    /// <summary>The text of a product.</summary>
    /// <param name="shape">Its shape.</param>
    /// <param name="tile">How it is cut.</param>
    /// <param name="limits">What a kernel may take of the device.</param>
    /// <param name="whole">The product, or it and its epilogue.</param>
    public static KernelSource Render(ContractionShape shape, MatrixTile tile, DeviceLimits limits, Kernel whole)
    {
        var kernel = shape.Kernel;
        var text = new KernelText(whole);
        var index = shape.IndexType;
        var left = new MatrixFill(shape.Left, tile, tile.Rows, index);
        var right = new MatrixFill(shape.Right, tile, tile.Columns, index);
        var (groupsDown, groupsAcross) = (Ceiling(shape.Rows.Extent, tile.Rows), Ceiling(shape.Columns.Extent, tile.Columns));
        var isDynamic = limits.HasTensorCores && tile.SharedBytes > limits.SharedBytes;
        var (fragmentRows, fragmentPairs) = (tile.WarpRows / 16, tile.WarpColumns / 16);
        var n = KernelText.FunctionName;
        var groups = groupsDown * groupsAcross * shape.Batches.Extent;
        var count = groups <= int.MaxValue ? "u32" : "i64";
        var elements = tile.Stages * tile.StageElements;
        var body = string.Create(CultureInfo.InvariantCulture, $$"""
              {{(isDynamic ? "NN_DYNAMIC_TILE(tiles);" : $"NN_SHARED_TILE u16 tiles[{elements}];")}}
              NN_WARP_EXCHANGE({{tile.Items}});
              const int item = NN_ITEM, lane = item % 32, warp_row = item / {{32 * tile.Across}} * {{tile.WarpRows}}, warp_column = item / 32 % {{tile.Across}} * {{tile.WarpColumns}};
              const {{index}} batch = ({{index}})(NN_GROUP / {{groupsDown * groupsAcross}});
              const {{index}} depth = {{shape.DepthOfBatch}};
              const {{count}} turn = ({{count}})(NN_GROUP % {{groupsDown * groupsAcross}}), band = turn / {{Band * groupsAcross}} * {{Band}}, within = turn % {{Band * groupsAcross}};
              const {{count}} height = {{groupsDown}} - band < {{Band}} ? {{groupsDown}} - band : {{Band}};
              const {{index}} first_row = ({{index}})(band + within % height) * {{tile.Rows}}, first_column = ({{index}})(within / height) * {{tile.Columns}};
              const {{index}} left_start = {{CType.Whole64(kernel.Left.Offset)}} + {{n}}_left_batch(batch), right_start = {{CType.Whole64(kernel.Right.Offset)}} + {{n}}_right_batch(batch);
              {{index}} left_places[{{left.Turns}}], right_places[{{right.Turns}}];
              {{n}}_left_place(left_start, first_row, item, left_places);
              {{n}}_right_place(right_start, first_column, item, right_places);
              float sums[{{fragmentRows}}][{{2 * fragmentPairs}}][4];
              NN_UNROLL for (int i = 0; i < {{fragmentRows}}; i++)
                NN_UNROLL for (int j = 0; j < {{2 * fragmentPairs}}; j++)
                  NN_UNROLL for (int part = 0; part < 4; part++) sums[i][j][part] = 0.0f;
              const int steps = (int)((depth + {{MatrixTile.Depth - 1}}) / {{MatrixTile.Depth}});
              for (int step = 0; step < {{tile.Stages - 1}}; step++) {
                if (step < steps) {
            {{Fill(shape, tile, text, "step", "step")}}
                }
                NN_COPY_COMMIT;
              }
              u32 a[2][{{fragmentRows}}][4], b[2][{{fragmentPairs}}][4];
              NN_COPY_WAIT({{tile.Stages - 2}});
              NN_BARRIER;
            {{Load(left, right, tile, "0", 0)}}
              NN_NO_UNROLL for (int step = 0; step < steps; step++) {
            {{Load(left, right, tile, "step", 1)}}
                if (step + {{tile.Stages - 1}} < steps) {
                  const int next = step + {{tile.Stages - 1}};
            {{Fill(shape, tile, text, $"next % {tile.Stages}", "next")}}
                }
                NN_COPY_COMMIT;
            {{Multiply(shape, tile, 0)}}
                NN_COPY_WAIT({{tile.Stages - 2}});
                NN_BARRIER;
            {{Load(left, right, tile, "(step + 1)", 0)}}
            {{Multiply(shape, tile, 1)}}
              }
            {{Store(shape, tile, fragmentRows, 2 * fragmentPairs, text, new ProductStore(shape, whole, text))}}

            """);
        var functions = left.Functions() + right.Functions() + TiledProductRenderer.OutputFunctions(shape);
        return new KernelSource(text.Complete(tile.Items, body, functions), groups, tile.Items, ProductStore.UsesDoubles(whole))
        {
            SharedBytes = isDynamic ? 0 : limits.HasTensorCores ? tile.SharedBytes : tile.EmulatedSharedBytes,
            DynamicSharedBytes = isDynamic ? tile.SharedBytes : 0,
        };
    }

    // Fragments come into registers while those of the sixteen terms before are multiplied: behind the barrier stand products that wait for nothing. What is loaded behind the last piece is not used.
    private static string Load(MatrixFill left, MatrixFill right, MatrixTile tile, string step, int half) => string.Create(CultureInfo.InvariantCulture, $$"""
                {
                  NN_SHARED_POINTER const u16* left_tile = tiles + {{step}} % {{tile.Stages}} * {{tile.StageElements}};
                  NN_SHARED_POINTER const u16* right_tile = left_tile + {{tile.Rows * MatrixTile.Depth}};
                  NN_UNROLL_CUDA for (int i = 0; i < {{tile.WarpRows / 16}}; i++)
                    {{Load(left)}}(a[{{half}}][i], left_tile, {{left.FragmentPlace("warp_row", "i", half * 16)}});
                  NN_UNROLL_CUDA for (int j = 0; j < {{tile.WarpColumns / 16}}; j++)
                    {{Load(right)}}(b[{{half}}][j], right_tile, {{right.FragmentPlace("warp_column", "j", half * 16)}});
                }
            """);

    private static string Load(MatrixFill fill) => fill.IsTransposed ? "NN_LDMATRIX_X4_TRANS" : "NN_LDMATRIX_X4";

    private static string Multiply(ContractionShape shape, MatrixTile tile, int half)
    {
        var multiply = shape.Left.Element == ElementType.BFloat16 ? "NN_MMA_16816_BF16" : "NN_MMA_16816_F16";
        return string.Create(CultureInfo.InvariantCulture, $$"""
                NN_UNROLL_CUDA for (int i = 0; i < {{tile.WarpRows / 16}}; i++)
                  NN_UNROLL_CUDA for (int j = 0; j < {{tile.WarpColumns / 8}}; j++)
                    {{multiply}}(sums[i][j], a[{{half}}][i], b[{{half}}][j / 2] + j % 2 * 2);
            """);
    }

    private static string Fill(ContractionShape shape, MatrixTile tile, KernelText text, string stage, string step)
    {
        var n = KernelText.FunctionName;
        return string.Create(CultureInfo.InvariantCulture, $$"""
                  {{n}}_left_fill(tiles + {{stage}} * {{tile.StageElements}}, {{text.Pointer(shape.Kernel.Left.Buffer)}}, left_start, first_row, left_places, {{step}} * {{MatrixTile.Depth}}, depth, item);
                  {{n}}_right_fill(tiles + {{stage}} * {{tile.StageElements}} + {{tile.Rows * MatrixTile.Depth}}, {{text.Pointer(shape.Kernel.Right.Buffer)}}, right_start, first_column, right_places, {{step}} * {{MatrixTile.Depth}}, depth, item);
            """);
    }

    // Sums lie in the items of a warp as the instructions leave them, two here and two there. They pass through the group's memory, sixteen rows of a warp at a time, so that items side by side
    // store what lies side by side, whatever the number of columns.
    private static string Store(ContractionShape shape, MatrixTile tile, int fragmentRows, int fragmentColumns, KernelText text, ProductStore store)
    {
        var n = KernelText.FunctionName;
        var kernel = shape.Kernel;
        var output = kernel.Output.Buffer;
        var width = store.Width(4);
        var piecesOfRow = tile.WarpColumns / width;
        var isWhole = shape.Rows.Extent % tile.Rows == 0 && shape.Columns.Extent % tile.Columns == 0;
        ImmutableArray<string> sums = width == 1 ? [Sum("sum", 0)] : [.. ((string[])["sum.x", "sum.y", "sum.z", "sum.w"]).Select(Sum)];
        var (type, read) = width == 1 ? ("float", "*") : ("nn_f32x4", "NN_READ4");
        return string.Create(CultureInfo.InvariantCulture, $$"""
              NN_BARRIER;
              NN_SHARED_POINTER float* rows = (NN_SHARED_POINTER float*)tiles + item / 32 * {{tile.StoredElements}};
              NN_UNROLL for (int i = 0; i < {{fragmentRows}}; i++) {
                NN_UNROLL for (int j = 0; j < {{fragmentColumns}}; j++)
                  NN_UNROLL for (int half_row = 0; half_row < 2; half_row++)
                    NN_KEEP2(rows + (half_row * 8 + lane / 4) * {{tile.StoredPitch}} + j * 8 + lane % 4 * 2, sums[i][j][2 * half_row], sums[i][j][2 * half_row + 1]);
                NN_WARP_BARRIER;
                for (int piece = lane; piece < {{16 * piecesOfRow}}; piece += 32) {
                  const int down = piece / {{piecesOfRow}}, across = piece % {{piecesOfRow}}{{(width == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $" * {width}"))}};
                  const {{shape.IndexType}} row = first_row + warp_row + i * 16 + down, column = first_column + warp_column + across;
                  {{(isWhole ? "" : string.Create(CultureInfo.InvariantCulture, $"if (row < {shape.Rows.Extent} && column < {shape.Columns.Extent}) "))}}{
                    const {{shape.IndexType}} place = {{CType.Whole64(kernel.Output.Offset)}} + {{n}}_output_batch(batch) + {{n}}_output_row(row) + {{n}}_output_column(column);
                    const {{type}} sum = {{read}}(rows + down * {{tile.StoredPitch}} + across);
            {{store.Statements(sums, "place")}}
                  }
                }
                {{(fragmentRows == 1 ? "" : "NN_WARP_BARRIER;")}}
              }
            """);

        string Sum(string sum, int lane) =>
            kernel.Accumulate ? $"{sum} + {CType.Load(output.Element, text.Pointer(output), string.Create(CultureInfo.InvariantCulture, $"place + {lane}"))}" : sum;
    }

    private static long Ceiling(long value, long divisor) => (value + divisor - 1) / divisor;
}
