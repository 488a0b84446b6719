namespace Dsl.Language.Graph;

/// <summary>What an operator's parameter takes.</summary>
public enum OperatorParameterKind
{
    /// <summary>A tensor: an input of the node. Numbers become constants. Inputs of element-wise operators are broadcast together first.</summary>
    Tensor,

    /// <summary>Several tensors: a tuple or list, for concatenation and stacking.</summary>
    Tensors,

    /// <summary>One axis of the first tensor by name or number; bound as int (non-negative).</summary>
    Axis,

    /// <summary>The place of an axis to be made: as <see cref="Axis"/>, and also behind the last one.</summary>
    NewAxis,

    /// <summary>One axis or a tuple of them; bound as ImmutableArray of int (non-negative); all axes when left out is up to the operator.</summary>
    Axes,

    /// <summary>A whole number or dimension known when checked; bound as Dimension.</summary>
    Size,

    /// <summary>A list of sizes; bound as Shape.</summary>
    Shape,

    /// <summary>A list of sizes of which one may be left open as <c>_</c> or -1; bound as Shape, the open one solved from the first tensor's element count.</summary>
    OpenShape,

    /// <summary>true or false; bound as bool.</summary>
    Boolean,

    /// <summary>A number known when checked; bound as double.</summary>
    Number,

    /// <summary>An element type's name; bound as ElementType.</summary>
    ElementType,
}
