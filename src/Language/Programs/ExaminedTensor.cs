using Dsl.Language.Graph;
using Dsl.Language.Types;

namespace Dsl.Language.Programs;

/// <summary>A tensor of a value.</summary>
/// <param name="Name">Its name within the value; empty when it is the whole value.</param>
/// <param name="Node">What computes it.</param>
public sealed record ExaminedTensor(string Name, Node Node)
{
    /// <summary>Its element type and shape.</summary>
    public TensorType Type => Node.Type;
}
