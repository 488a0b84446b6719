using System.Collections.Immutable;
using Dsl.Language.Graph;

namespace Dsl.Language.Operators;

/// <summary>Finds every operator: the public static fields of the classes marked <see cref="OperatorFamilyAttribute"/>.</summary>
public static class OperatorCatalog
{
    /// <summary>All operators, in the order of families and fields.</summary>
    public static ImmutableArray<Operator> All { get; } =
    [
        // Asking the runtime for the fields of the families, or for the families, would take as long as much of what a small script needs; a test compares.
        ArithmeticOperators.Add, ArithmeticOperators.Subtract, ArithmeticOperators.Multiply, ArithmeticOperators.Divide, ArithmeticOperators.Power,
        ArithmeticOperators.FloorDivide, ArithmeticOperators.Modulo, ArithmeticOperators.Maximum, ArithmeticOperators.Minimum, ArithmeticOperators.Negate,
        ComparisonOperators.Equal, ComparisonOperators.NotEqual, ComparisonOperators.Less, ComparisonOperators.LessEqual, ComparisonOperators.Greater,
        ComparisonOperators.GreaterEqual, ComparisonOperators.LogicalAnd, ComparisonOperators.LogicalOr, ComparisonOperators.LogicalNot,
        ComparisonOperators.IsNaN, ComparisonOperators.Where,
        ContractionOperators.Contract, ContractionOperators.MatrixProduct,
        ConversionOperators.Cast,
        FunctionOperators.Exp, FunctionOperators.Log, FunctionOperators.Log1P, FunctionOperators.ExpM1, FunctionOperators.Sqrt, FunctionOperators.Abs,
        FunctionOperators.Sign, FunctionOperators.Sin, FunctionOperators.Cos, FunctionOperators.Tanh, FunctionOperators.Sigmoid, FunctionOperators.Erf,
        FunctionOperators.Floor, FunctionOperators.Ceil, FunctionOperators.Round, FunctionOperators.StopGradient,
        IndexingOperators.Select, IndexingOperators.Place, IndexingOperators.WriteAt, IndexingOperators.Gather, IndexingOperators.ScatterAdd,
        IndexingOperators.Pick, IndexingOperators.OneHot, IndexingOperators.Range, IndexingOperators.ArgSort,
        LabelOperators.Label,
        LinearAlgebraOperators.Solve,
        MovementOperators.Reshape, MovementOperators.Broadcast, MovementOperators.Transpose, MovementOperators.Unsqueeze, MovementOperators.Squeeze,
        MovementOperators.Slice, MovementOperators.Pad, MovementOperators.Concatenate, MovementOperators.Reverse,
        QuantizationOperators.Quantize, QuantizationOperators.QuantizedProduct,
        RandomOperators.Random,
        RecomputationOperators.Recomputed, RecomputationOperators.Again,
        ReductionOperators.Sum, ReductionOperators.Max, ReductionOperators.Min, ReductionOperators.Product, ReductionOperators.ArgMax,
        ReductionOperators.ArgMin, ReductionOperators.Any, ReductionOperators.All, ReductionOperators.CumulativeSum,
        SourceOperators.Input, SourceOperators.Variable, SourceOperators.Constant, SourceOperators.Size, SourceOperators.Scan, SourceOperators.ScanResult,
        WindowOperators.Window, WindowOperators.OverlapAdd,
    ];

    private static IReadOnlyDictionary<string, Operator> ByName { get; } = All.ToDictionary(static o => o.Name);

    /// <summary>The operator of that name, or null.</summary>
    public static Operator? Find(string name) => ByName.GetValueOrDefault(name);
}
