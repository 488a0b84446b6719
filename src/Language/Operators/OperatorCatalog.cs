using System.Collections.Immutable;
using Dsl.Language.Graph;

namespace Dsl.Language.Operators;

/// <summary>Finds every operator: the public static fields of the classes marked <see cref="OperatorFamilyAttribute"/>.</summary>
public static class OperatorCatalog
{
    // Looking through the whole assembly for the attribute takes longer than everything else that a small script needs; a test compares this list with it.
    private static readonly Type[] Families =
    [
        typeof(ArithmeticOperators), typeof(ComparisonOperators), typeof(ContractionOperators), typeof(ConversionOperators), typeof(FunctionOperators),
        typeof(IndexingOperators), typeof(LabelOperators), typeof(LinearAlgebraOperators), typeof(MovementOperators), typeof(QuantizationOperators), typeof(RandomOperators), typeof(RecomputationOperators),
        typeof(ReductionOperators), typeof(SourceOperators), typeof(WindowOperators),
    ];

    /// <summary>All operators, in the order of families and fields.</summary>
    public static ImmutableArray<Operator> All { get; } = FamilyFields.Of<Operator>(Families);

    private static IReadOnlyDictionary<string, Operator> ByName { get; } = All.ToDictionary(static o => o.Name);

    /// <summary>The operator of that name, or null.</summary>
    public static Operator? Find(string name) => ByName.GetValueOrDefault(name);
}
