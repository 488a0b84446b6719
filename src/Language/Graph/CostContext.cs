using System.Collections.Immutable;
using Dsl.Language.Types;

namespace Dsl.Language.Graph;

/// <summary>What a cost rule sees.</summary>
public sealed record CostContext(ImmutableArray<TensorType> Inputs, OperatorAttributes Attributes, TensorType Output);
