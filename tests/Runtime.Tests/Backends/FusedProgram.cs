using System.Collections.Immutable;
using System.Diagnostics;
using Dsl.Language.Graph;
using Dsl.Language.Lowering;
using Dsl.Language.Operators;
using Dsl.Language.Types;
using Dsl.Runtime.Backends.Cpu;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Tests.Backends;

/// <summary>
/// A fused kernel put together by hand. First segment: scaled[i, j] = table[rows[i], j] * factor, kept to the worker, and sums[i] = the sum of a row of it.
/// Second segment, beside it: squares[i, j] = table[i, j] squared, over both axes as positions.
/// </summary>
/// <param name="turn">Positions of the first segment that go through both members before the next ones; 0 for whole chunks.</param>
internal sealed class FusedProgram(int rows, int columns, long chunk, double factor = 3, long turn = 0)
{
    private readonly TestGraph graph = new();

    public double[] Table { get; } = [.. Enumerable.Range(0, rows * columns).Select(static i => Math.Sin(i * 1.7))];

    /// <summary>Sums and squares, on a backend with so many threads.</summary>
    public (double[] Sums, double[] Squares, RuntimeFault? Fault) Run(CpuBackend backend, double[] indices)
    {
        using var program = Load(backend, indices);
        var fault = program.Run(CancellationToken.None);
        return (program.Output(0).ToDoubles(), program.Output(1).ToDoubles(), fault);
    }

    /// <summary>The program, ready to run with these row indices.</summary>
    public ICompiledProgram Load(CpuBackend backend, double[] indices)
    {
        var table = graph.Input(ElementType.Float32, [rows, columns], Table);
        var picked = graph.Input(ElementType.Int, [rows], indices);
        var program = backend.Load(Build(table, picked), Stopwatch.GetTimestamp());
        foreach (var (input, value) in graph.Inputs)
            program.BindInput(input, value);
        return program;
    }

    public KernelProgram Build(Node tableNode, Node indexNode)
    {
        var table = new TensorBuffer("table", ElementType.Float32, [rows, columns]);
        var picked = new TensorBuffer("rows", ElementType.Int, [rows]);
        var scaled = new TensorBuffer("scaled", ElementType.Float32, [rows, columns]);
        var sums = new TensorBuffer("sums", ElementType.Float32, [rows]);
        var squares = new TensorBuffer("squares", ElementType.Float32, [rows, columns]);
        var segments = ImmutableArray.Create(
            new FusedSegment(rows, chunk, [Scale(tableNode, table, picked, scaled), Sum(tableNode, scaled, sums)], [scaled]) { Turn = turn },
            new FusedSegment((long)rows * columns, (chunk * 5) + 3, [Square(tableNode, table, squares)], []));
        var squaresOffset = (sums.ByteCount + 63) / 64 * 64;
        return new KernelProgram(
            [new FusedKernel(tableNode, segments)],
            [
                new PlacedBuffer(table, new InputPlacement(InputOf(tableNode))),
                new PlacedBuffer(picked, new InputPlacement(InputOf(indexNode))),
                new PlacedBuffer(scaled, new PrivatePlacement(64, columns * sizeof(float))),
                new PlacedBuffer(sums, new ArenaPlacement(0)),
                new PlacedBuffer(squares, new ArenaPlacement(squaresOffset)),
            ],
            [sums, squares],
            squaresOffset + squares.ByteCount,
            1)
        {
            PrivateBytes = 64 + ((turn > 0 ? turn : chunk) * columns * sizeof(float)),
        };
    }

    private static GraphInput InputOf(Node node) => node.AttributesAs<InputAttributes>().Input;

    private FusedMember Scale(Node node, TensorBuffer table, TensorBuffer picked, TensorBuffer scaled)
    {
        var (i, j) = (new LoopVariable("i", rows), new LoopVariable("j", columns));
        var index = new LoadedIndex(new LoadScalar(picked, [i]), rows);
        var body = new BinaryScalar(
            ScalarOperation.Multiply, new LoadScalar(table, [index, j]), new ConstantScalar(factor, ElementType.Float32), ElementType.Float32);
        return new FusedMember(new ElementKernel(node, scaled, [i, j], [i, j], body, [new IndexSite(index, node)]), 1);
    }

    private FusedMember Sum(Node node, TensorBuffer scaled, TensorBuffer sums)
    {
        var (i, j) = (new LoopVariable("i", rows), new LoopVariable("j", columns));
        return new FusedMember(new ElementKernel(node, sums, [i], [i], new ReduceScalar(ReductionKind.Sum, [j], new LoadScalar(scaled, [i, j])), []), 1);
    }

    private FusedMember Square(Node node, TensorBuffer table, TensorBuffer squares)
    {
        var (i, j) = (new LoopVariable("i", rows), new LoopVariable("j", columns));
        var element = new LoadScalar(table, [i, j]);
        return new FusedMember(
            new ElementKernel(node, squares, [i, j], [i, j], new BinaryScalar(ScalarOperation.Multiply, element, element, ElementType.Float32), []), 2);
    }
}
