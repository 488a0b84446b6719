using System.Collections.Immutable;
using Dsl.Language.Graph;

namespace Dsl.Language.Programs;

/// <summary>A name that entries have bound or declared.</summary>
/// <param name="Name">The name.</param>
/// <param name="Type">Its type in short: <c>f32[60, 4]</c>, <c>model</c>, <c>function</c>.</param>
/// <param name="Description">A few words on what it stands for.</param>
/// <param name="Tensors">The values that it holds.</param>
/// <param name="Weights">The weights that it owns.</param>
public sealed record InteractiveName(string Name, string Type, string Description, ImmutableArray<Node> Tensors, ImmutableArray<Variable> Weights);
