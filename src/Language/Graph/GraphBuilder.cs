using System.Collections.Immutable;
using Dsl.Language.Text;
using Dsl.Language.Types;

namespace Dsl.Language.Graph;

/// <summary>Makes nodes, numbering them in order. The caller has checked the types: a failure of a shape rule here is a defect of the compiler.</summary>
public sealed class GraphBuilder
{
    private const int MaximumAssumptions = 8;

    private int nextId;

    /// <summary>The nodes made so far.</summary>
    public int Count => nextId;

    /// <summary>What may be relied on about sizes while building.</summary>
    public DimensionFacts Facts { get; set; } = DimensionFacts.None;

    /// <summary>The place given to nodes that are built without one: gradients take that of the forward operation.</summary>
    public SourceLocation? DefaultLocation { get; set; }

    /// <summary>The call in a script that leads to what is built; what stands in the library is then said to be called from there.</summary>
    public SourceLocation? CallSite { get; set; }

    /// <summary>Checks and builds; gives the failure instead when the inputs do not fit.</summary>
    public InferenceResult TryCreate(Operator @operator, ImmutableArray<Node> inputs, OperatorAttributes attributes, SourceLocation? location, out Node? node)
    {
        var result = @operator.Infer(new InferenceContext(Node.TypesOf(inputs), attributes, Facts) { Nodes = inputs });
        node = result.Type is { } type ? new Node(nextId++, @operator.BuiltAs ?? @operator, inputs, attributes, type, Place(location)) : null;
        return result;
    }

    /// <summary>Builds what is known to fit. An equality of sizes that is merely unproven was accepted before and is relied on from here.</summary>
    public Node Create(Operator @operator, ImmutableArray<Node> inputs, OperatorAttributes? attributes = null, SourceLocation? location = null)
    {
        attributes ??= OperatorAttributes.None;
        var result = TryCreate(@operator, inputs, attributes, location, out var node);
        for (var attempt = 0; attempt < MaximumAssumptions && node is null && Assume(result.Failure!); attempt++)
            result = TryCreate(@operator, inputs, attributes, location, out node);
        return node ?? throw new InvalidOperationException(
            $"{@operator.Name}({string.Join(", ", inputs.Select(static i => i.Type))}) was built with types that do not fit: {result.Failure!.Message}");
    }

    public Node Create(Operator @operator, params ReadOnlySpan<Node> inputs) => Create(@operator, [.. inputs], OperatorAttributes.None);

    /// <summary>Builds a node whose type is given: inputs, variables, specialised copies.</summary>
    public Node CreateTyped(Operator @operator, ImmutableArray<Node> inputs, OperatorAttributes attributes, TensorType type, SourceLocation? location) =>
        new(nextId++, @operator, inputs, attributes, type, Place(location));

    private SourceLocation? Place(SourceLocation? location) =>
        location is null ? DefaultLocation
        : CallSite is { } site && location.CalledFrom is null && location.Source.IsLibrary ? location with { CalledFrom = site }
        : location;

    private bool Assume(ShapeFailure failure)
    {
        if (failure.Conflict is not var (left, right))
            return false;
        if (failure.Divides)
        {
            Facts = Facts.WithDivides(left, right);
            return true;
        }

        if (Facts.AreEqual(left, right) is not null)
            return false;
        Facts = Facts.WithEqual(left, right);
        return Facts.AreEqual(left, right) == true;
    }
}
