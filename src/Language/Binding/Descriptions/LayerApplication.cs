using Dsl.Language.Binding.Values;
using Dsl.Language.Graph;
using Dsl.Language.Text;

namespace Dsl.Language.Binding.Descriptions;

/// <summary>One application of a model or of a layer within it.</summary>
/// <param name="Instance">What was applied.</param>
/// <param name="FirstNode">The id of the first operation that it built.</param>
/// <param name="EndNode">The id after that of its last operation; those of layers within lie between.</param>
/// <param name="Output">What it gives; null where that is no single tensor.</param>
public sealed record LayerApplication(ModelInstance Instance, int FirstNode, int EndNode, Node? Output)
{
    /// <summary>The call.</summary>
    public SourceLocation? Site { get; init; }
}
