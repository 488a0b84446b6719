using Dsl.Language.Diagnostics;

namespace Dsl.Language.Binding;

/// <summary>Values of the wrong kind, and shapes that do not fit what a declaration says. Codes from NN3020; the operators' own are below.</summary>
[DiagnosticCatalog]
public static class TypeErrors
{
    public static readonly DiagnosticDescriptor ArgumentShape = Error("NN3020", "the argument's shape does not fit");
    public static readonly DiagnosticDescriptor AnnotationMismatch = Error("NN3021", "the shape is not the one announced");
    public static readonly DiagnosticDescriptor WrongKind = Error("NN3022", "this is the wrong kind of value");
    public static readonly DiagnosticDescriptor NotStatic = Error("NN3023", "this must be known before the script runs");
    public static readonly DiagnosticDescriptor BranchShapes = Error("NN3024", "the branches have different shapes");
    public static readonly DiagnosticDescriptor CarriedShape = Error("NN3025", "a carried value changes its shape");
    public static readonly DiagnosticDescriptor IndexNotation = Error("NN3026", "the indices do not fit");
    public static readonly DiagnosticDescriptor Rearrangement = Error("NN3027", "the rearrangement does not come out");
    public static readonly DiagnosticDescriptor AmbiguousAxis = Error("NN3028", "this axis name occurs twice");
    public static readonly DiagnosticDescriptor RaggedList = Error("NN3029", "the rows have different shapes");
    public static readonly DiagnosticDescriptor NotScalar = Error("NN3030", "a single number is needed");
    public static readonly DiagnosticDescriptor IndexOutOfRange = Error("NN3031", "the index is out of range");
    public static readonly DiagnosticDescriptor InexactDivision = Error("NN3032", "the division does not come out");
    public static readonly DiagnosticDescriptor WeightShape = Error("NN3033", "the weight already has another shape");
    public static readonly DiagnosticDescriptor UnknownSize = Error("NN3034", "nothing says how large this is");
    public static readonly DiagnosticDescriptor TooManyIndices = Error("NN3035", "there are more indices than axes");
    public static readonly DiagnosticDescriptor DataFields = Error("NN3036", "the data does not fit the call");
    public static readonly DiagnosticDescriptor NumberTooLarge = Error("NN3037", "this whole number is too large");

    private static DiagnosticDescriptor Error(string code, string title) => new(code, DiagnosticSeverity.Error, title);
}
