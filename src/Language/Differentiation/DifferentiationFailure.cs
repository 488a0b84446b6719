using Dsl.Language.Graph;

namespace Dsl.Language.Differentiation;

/// <summary>Why a gradient does not exist: the operation on the way that has none, and what its operator says about that.</summary>
public sealed record DifferentiationFailure(Node Node, string Reason);
