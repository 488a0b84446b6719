using Dsl.Language.Text;
using Dsl.Language.Types;

namespace Dsl.Language.Graph;

/// <summary>A tensor that outlives a run: a parameter, or a state. Identity is the object; the path is stable between runs of a script.</summary>
public sealed class Variable(string path, TensorType type, VariableKind kind, SourceLocation? location)
{
    /// <summary>The path by which a checkpoint stores it: <c>blocks.0.attention.q.W</c>.</summary>
    public string Path { get; } = path;

    public TensorType Type { get; } = type;

    public VariableKind Kind { get; } = kind;

    public SourceLocation? Location { get; } = location;

    public override string ToString() => $"{Path}: {Type}";
}
