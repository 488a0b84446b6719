using Dsl.Language.Graph;

namespace Dsl.Runtime.Optimization;

/// <summary>Where a value has zeros: a condition, and whether they are where it holds.</summary>
internal sealed record ZeroMask(Node Condition, bool IsZeroWhereTrue);
