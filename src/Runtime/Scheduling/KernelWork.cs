using System.Collections.Immutable;
using Dsl.Language.Lowering;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling;

/// <summary>Rough times of kernels on one thread, in nanoseconds: enough to tell what is worth a second thread.</summary>
internal static class KernelWork
{
    private const double PerFlop = 1 / 180.0;
    private const double PerOperation = 0.012;
    private const double PerFunction = 0.15;
    private const double PerDivision = 0.05;
    private const double PerRandom = 0.9;
    private const double PerLoad = 0.03;
    private const double PerByte = 0.05;
    private const double PerStreamedByte = 0.03;

    /// <summary>The time of a kernel by its kind.</summary>
    public static double Of(Kernel kernel) => kernel switch
    {
        ElementKernel element => Of([element]),
        JoinedElementKernel joined => Of(joined.Parts),
        ContractionKernel contraction => Of(contraction),
        EpilogueKernel joined => Of(joined.Product),
        SweepKernel sweep => sweep.Members.Sum(Of),
        SolveKernel solve => solve.Matrix.ElementCount * (double)solve.Matrix.Shape[^1],
        QuantizedProductKernel product => product.Rows * product.Codes.ByteCount * PerStreamedByte,
        WriteAtKernel write => write.Row.ByteCount * PerByte,
        ArgSortKernel sort => sort.Input.ElementCount * 30.0,
        _ => (kernel.Reads.Sum(static buffer => (double)buffer.ByteCount) + kernel.Writes.Sum(static buffer => (double)buffer.ByteCount)) * PerByte,
    };

    /// <summary>Multiplications and additions of a contraction.</summary>
    public static double Flops(ContractionKernel kernel) => kernel.Loops.Aggregate(2.0, static (product, loop) => product * loop.Extent);

    public static double Of(ContractionKernel kernel) =>
        Math.Max(Flops(kernel) * PerFlop, IsOfOneRow(kernel) ? kernel.Right.Buffer.ByteCount * PerStreamedByte : 0) + (kernel.Output.Buffer.ByteCount * 0.01);

    /// <summary>Whether the product is of one row with a matrix, each of whose elements is read once.</summary>
    public static bool IsOfOneRow(ContractionKernel kernel) => kernel.Loops.All(static loop => loop.IsReduced ? loop.RightStride != 0 : loop is { LeftStride: 0, RightStride: not 0 });

    private static double Of(ImmutableArray<ElementKernel> parts)
    {
        var seen = new HashSet<ScalarExpression>(ReferenceEqualityComparer.Instance);
        return parts.Sum(part => Visit(part.Body) + PerLoad) * parts[0].Output.ElementCount;

        double Visit(ScalarExpression part)
        {
            if (!seen.Add(part))
                return 0;
            var time = TimeOf(part);
            foreach (var index in ExpressionWalker.Indices(part))
            {
                if (index is LoadedIndex loaded)
                    time += Visit(loaded.Value);
            }

            foreach (var operand in ExpressionWalker.Operands(part))
                time += Visit(operand);
            return part is ReduceScalar reduce ? reduce.Variables.Aggregate(time, static (product, variable) => product * variable.Extent) : time;
        }
    }

    private static double TimeOf(ScalarExpression part) => part switch
    {
        LoadScalar => PerLoad,
        RandomScalar => PerRandom,
        UnaryScalar unary when IsFunction(unary.Operation) => PerFunction,
        BinaryScalar { Operation: ScalarOperation.Power } => 2 * PerFunction,
        UnaryScalar { Operation: ScalarOperation.Sqrt } or BinaryScalar { Operation: ScalarOperation.Divide } => PerDivision,
        ConstantScalar or IndexScalar => 0,
        _ => PerOperation,
    };

    private static bool IsFunction(ScalarOperation operation) => operation is ScalarOperation.Exp or ScalarOperation.Log or ScalarOperation.Log1P or ScalarOperation.ExpM1
        or ScalarOperation.Sin or ScalarOperation.Cos or ScalarOperation.Tanh or ScalarOperation.Sigmoid or ScalarOperation.Erf;
}
