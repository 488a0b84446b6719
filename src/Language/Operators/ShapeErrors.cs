using Dsl.Language.Diagnostics;

namespace Dsl.Language.Operators;

/// <summary>Mistakes in shapes and element types that operators find.</summary>
[DiagnosticCatalog]
public static class ShapeErrors
{
    public static readonly DiagnosticDescriptor InnerSizesDiffer = Error("NN3001", "these shapes do not multiply");
    public static readonly DiagnosticDescriptor ElementCountChanges = Error("NN3002", "reshape changes the number of elements");
    public static readonly DiagnosticDescriptor SizesDisagree = Error("NN3003", "these sizes do not agree");
    public static readonly DiagnosticDescriptor TwoWayStretch = Error("NN3004", "both sides would stretch");
    public static readonly DiagnosticDescriptor NoSuchAxis = Error("NN3005", "there is no such axis");
    public static readonly DiagnosticDescriptor ConcatenatedSizesDiffer = Error("NN3006", "these do not join");
    public static readonly DiagnosticDescriptor DoesNotFit = Error("NN3007", "this part does not fit the axis");
    public static readonly DiagnosticDescriptor WrongElementType = Error("NN3008", "the elements are of the wrong type");
    public static readonly DiagnosticDescriptor WrongRank = Error("NN3009", "the number of dimensions is wrong");
    public static readonly DiagnosticDescriptor SqueezedSizeIsNotOne = Error("NN3010", "only an axis of size 1 can be dropped");
    public static readonly DiagnosticDescriptor NotAPermutation = Error("NN3011", "each axis must be named once");
    public static readonly DiagnosticDescriptor EmptyReduction = Error("NN3012", "an empty axis has no extreme value");
    public static readonly DiagnosticDescriptor NotSquare = Error("NN3013", "the matrix is not square");

    private static DiagnosticDescriptor Error(string code, string title) => new(code, DiagnosticSeverity.Error, title);
}
