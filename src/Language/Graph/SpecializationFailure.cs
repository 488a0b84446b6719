namespace Dsl.Language.Graph;

/// <summary>Why a graph cannot have the given sizes.</summary>
/// <param name="Node">The operation, of the graph before specialisation, that does not fit.</param>
/// <param name="Message">One sentence: what does not fit.</param>
/// <param name="Shape">What the operator's shape rule says, where it is that which fails.</param>
public sealed record SpecializationFailure(Node Node, string Message, ShapeFailure? Shape);
