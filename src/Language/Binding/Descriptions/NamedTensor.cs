using Dsl.Language.Graph;

namespace Dsl.Language.Binding.Descriptions;

/// <summary>A name of the script that stands for a tensor at the script's end.</summary>
public sealed record NamedTensor(string Name, Node Node);
