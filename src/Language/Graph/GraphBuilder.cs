using System.Collections.Immutable;
using Dsl.Language.Text;
using Dsl.Language.Types;

namespace Dsl.Language.Graph;

/// <summary>Makes nodes, numbering them in order. The caller has checked the types: a failure of a shape rule here is a defect of the compiler.</summary>
public sealed class GraphBuilder
{
    private int nextId;

    /// <summary>What may be relied on about sizes while building.</summary>
    public DimensionFacts Facts { get; set; } = DimensionFacts.None;

    /// <summary>The place given to nodes that are built without one: gradients take that of the forward operation.</summary>
    public SourceLocation? DefaultLocation { get; set; }

    /// <summary>Checks and builds; gives the failure instead when the inputs do not fit.</summary>
    public InferenceResult TryCreate(Operator @operator, ImmutableArray<Node> inputs, OperatorAttributes attributes, SourceLocation? location, out Node? node)
    {
        var result = @operator.Infer(new InferenceContext([.. inputs.Select(static i => i.Type)], attributes, Facts));
        node = result.Type is { } type ? new Node(nextId++, @operator, inputs, attributes, type, location ?? DefaultLocation) : null;
        return result;
    }

    public Node Create(Operator @operator, ImmutableArray<Node> inputs, OperatorAttributes? attributes = null, SourceLocation? location = null)
    {
        var result = TryCreate(@operator, inputs, attributes ?? OperatorAttributes.None, location, out var node);
        return node ?? throw new InvalidOperationException(
            $"{@operator.Name}({string.Join(", ", inputs.Select(static i => i.Type))}) was built with types that do not fit: {result.Failure!.Message}");
    }

    public Node Create(Operator @operator, params ReadOnlySpan<Node> inputs) => Create(@operator, [.. inputs]);

    /// <summary>Builds a node whose type is given: inputs, variables, specialised copies.</summary>
    public Node CreateTyped(Operator @operator, ImmutableArray<Node> inputs, OperatorAttributes attributes, TensorType type, SourceLocation? location) =>
        new(nextId++, @operator, inputs, attributes, type, location ?? DefaultLocation);
}
