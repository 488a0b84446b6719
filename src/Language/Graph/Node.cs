using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Dsl.Language.Text;
using Dsl.Language.Types;

namespace Dsl.Language.Graph;

/// <summary>
/// One operation of the typed graph. Immutable; identity is the object. Broadcasting, conversion and axis names are
/// resolved: inputs of an element-wise operator all have the shape and element type that the operator works on.
/// </summary>
public sealed class Node
{
    /// <summary>The types of nodes, in their order.</summary>
    internal static ImmutableArray<TensorType> TypesOf(ImmutableArray<Node> nodes)
    {
        if (nodes.IsEmpty)
            return [];
        var types = new TensorType[nodes.Length];
        for (var i = 0; i < types.Length; i++)
            types[i] = nodes[i].Type;
        return ImmutableCollectionsMarshal.AsImmutableArray(types);
    }

    internal Node(int id, Operator @operator, ImmutableArray<Node> inputs, OperatorAttributes attributes, TensorType type, SourceLocation? location)
    {
        Id = id;
        Operator = @operator;
        Inputs = inputs;
        Attributes = attributes;
        Type = type;
        Location = location;
    }

    /// <summary>Rises in the order of construction within one builder, so inputs always have smaller ids.</summary>
    public int Id { get; }

    public Operator Operator { get; }

    public ImmutableArray<Node> Inputs { get; }

    public OperatorAttributes Attributes { get; }

    public TensorType Type { get; }

    /// <summary>The expression of the script that this operation computes; faults at run time point at it.</summary>
    public SourceLocation? Location { get; }

    public Shape Shape => Type.Shape;

    public ElementType Element => Type.Element;

    /// <summary>The attributes as the kind that the operator uses.</summary>
    public T AttributesAs<T>() where T : OperatorAttributes => (T)Attributes;

    public override string ToString() => $"%{Id} = {Operator.Name}({string.Join(", ", Inputs.Select(static i => $"%{i.Id}"))}) : {Type}";
}
