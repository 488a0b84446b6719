using Dsl.Language.Binding.Values;
using Dsl.Language.Data;
using Dsl.Language.Syntax;
using Dsl.Language.Types;

namespace Dsl.Language.Binding.Units;

/// <summary>Units that look at shapes and types: their results are known before a script runs.</summary>
[UnitFamily]
public static class ShapeUnits
{
    private static readonly UnitParameter X = new("x", "a tensor");

    public static readonly Unit Shape = new()
    {
        Name = "shape",
        Summary = "The sizes of a tensor, as a list.",
        Example = "print(shape([[1, 2, 3], [4, 5, 6]]))   # [2, 3]",
        Parameters = [X],
        Run = static call => ShapeOf(call) is { } shape
            ? new ListValue([.. shape.Axes.Select(static a => (Value)new IntegerValue(a.Size, a.Name, a.Origin))])
            : PoisonValue.Instance,
    };

    public static readonly Unit Rank = new()
    {
        Name = "rank",
        Summary = "The number of dimensions of a tensor.",
        Example = "print(rank([[1, 2, 3], [4, 5, 6]]))   # 2",
        Parameters = [X],
        Run = static call => ShapeOf(call) is { } shape ? new IntegerValue(Dimension.Constant(shape.Rank)) : PoisonValue.Instance,
    };

    public static readonly Unit Size = new()
    {
        Name = "size",
        Summary = "The number of elements of a tensor, or the size of one of its dimensions.",
        Example = "x = [[1, 2, 3], [4, 5, 6]]\nprint(size(x))      # 6\nprint(size(x, 0))   # 2",
        Parameters = [X, new UnitParameter("axis", "a dimension's name or number", IsOptional: true)],
        Run = SizeOf,
    };

    public static readonly Unit IsInt = new()
    {
        Name = "is_int",
        Summary = "Whether the elements of a tensor are whole numbers by type; known before the script runs.",
        Example = "print(is_int([1, 2]))      # true\nprint(is_int([0.5, 2]))    # false",
        Parameters = [X],
        Run = static call => call.Get("x").Value switch
        {
            PoisonValue => PoisonValue.Instance,
            TensorValue tensor => new BooleanValue(tensor.Type.Element == ElementType.Int),
            ListValue list => new BooleanValue(ConstantTensor.TryMake(list, out var constant) && constant.AllInt),
            IntegerValue => new BooleanValue(true),
            _ => new BooleanValue(false),
        },
    };

    public static readonly Unit ElementTypeOf = new()
    {
        Name = "dtype",
        Summary = "The type of a tensor's elements, which also converts to it; known before the script runs.",
        Example = "x = f16([1, 2])\nprint(dtype(x))                       # f16\nprint(dtype(dtype(x)([3.5])) == f16)   # true",
        Parameters = [X],
        Run = static call => call.Get("x").Value switch
        {
            PoisonValue => PoisonValue.Instance,
            DataReferenceValue { Data.Type: DataTensorType data } => new ConversionValue(data.Type.Element),
            _ => call.Tensor("x") is { } node ? new ConversionValue(node.Element) : PoisonValue.Instance,
        },
    };

    public static readonly Unit Rearrange = new()
    {
        Name = "rearrange",
        Summary = "Splits dimensions into factors, reorders them, and merges them, as a pattern says; an unknown factor is solved.",
        Example = "x = reshape(range(12), [2, 6])\nprint(shape(rearrange(x, [b, 3*d] -> [3, b, d])))   # [3, 2, 2]",
        Parameters = [X, new UnitParameter("pattern", "[B, T, heads*d] -> [B, heads, T, d]")],
        Run = static call =>
        {
            var (x, pattern) = (call.Get("x"), call.Get("pattern"));
            return pattern.Syntax is RearrangePatternSyntax syntax
                ? call.Elaborator.Rearrange(x.Value, x.Location, syntax, call.Site, call.Frame)
                : call.Fail(TypeErrors.Rearrangement, pattern.Location, "a pattern is needed here, as in [B, T, heads*d] -> [B, heads, T, d]");
        },
    };

    private static Shape? ShapeOf(UnitCall call) => call.Tensor("x")?.Shape;

    private static Value SizeOf(UnitCall call)
    {
        if (call.Tensor("x") is not { } node)
            return PoisonValue.Instance;
        if (call.Find("axis") is not { } axis)
            return new IntegerValue(node.Shape.ElementCount);
        if (call.Elaborator.ResolveAxis(axis.Value, node, 0, axis.Location, call.Frame) is not int position)
            return PoisonValue.Instance;
        var found = node.Shape[position];
        return new IntegerValue(found.Size, found.Name, found.Origin);
    }
}
