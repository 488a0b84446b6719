using System.Collections.Immutable;
using Dsl.Language.Graph;

namespace Dsl.Language.Differentiation;

/// <summary>The gradients in the order asked for, or why there are none.</summary>
public sealed record DifferentiationResult(ImmutableArray<Node> Gradients, DifferentiationFailure? Failure);
