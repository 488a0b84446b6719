using System.Collections.Immutable;
using Dsl.Language.Binding.Values;
using Dsl.Language.Graph;
using Dsl.Language.Programs;
using Dsl.Language.Types;

namespace Dsl.Language.Binding.Units;

/// <summary>Units that draw: curves, histograms, pictures.</summary>
[UnitFamily]
public static class ChartUnits
{
    private const int MostBins = 1000;

    private static readonly ImmutableArray<UnitParameter> settings =
    [
        new UnitParameter("title", "a text above the chart", IsOptional: true, IsNamed: true),
        new UnitParameter("x", "a text along the horizontal axis", IsOptional: true, IsNamed: true),
        new UnitParameter("y", "a text along the vertical axis", IsOptional: true, IsNamed: true),
        new UnitParameter("log", "whether the vertical axis is logarithmic", IsOptional: true, IsNamed: true),
    ];

    public static readonly Unit Plot = new()
    {
        Name = "plot",
        Summary = "Draws curves, one for each list of numbers.",
        Example = "plot(float(range(20))^2, title: \"squares\", x: \"number\")",
        Parameters = [new UnitParameter("values", "a list of numbers"), .. settings],
        TakesMore = true,
        Acts = true,
        Run = static call =>
        {
            var series = ImmutableArray.CreateBuilder<(string, Node)>();
            foreach (var argument in call.Arguments)
            {
                if (argument.Name is not (null or "values"))
                    continue;
                if (call.Elaborator.ToNode(argument.Value, argument.Location, call.Frame) is not { } node)
                    return PoisonValue.Instance;
                if (node.Shape.Rank != 1)
                    return call.Fail(TypeErrors.WrongKind, argument.Location, $"a curve is a list of numbers, and this is {node.Type}");
                series.Add((argument.Location.Text, call.Elaborator.Cast(node, ElementType.Float32)));
            }

            if (Settings(call) is not { } chart)
                return PoisonValue.Instance;
            call.Elaborator.AddAction(new PlotAction(call.Location, series.ToImmutable()) { Settings = chart });
            return NothingValue.Instance;
        },
    };

    public static readonly Unit Histogram = new()
    {
        Name = "histogram",
        Summary = "Draws how often the numbers of a tensor lie in ranges of equal width.",
        Example = "histogram(normal_sample([1000]), bins: 12, title: \"normal\")",
        Parameters = [new UnitParameter("values", "a tensor of any shape"), new UnitParameter("bins", "how many ranges; 20 unless given", IsOptional: true), .. settings],
        Acts = true,
        Run = static call =>
        {
            var argument = call.Get("values");
            if (call.Tensor("values") is not { } node)
                return PoisonValue.Instance;
            var bins = call.Positive("bins");
            if (bins is null && call.Has("bins"))
                return PoisonValue.Instance;
            if (bins > MostBins)
                return call.Fail(TypeErrors.WrongKind, call.Get("bins").Location, $"`bins` must be at most {MostBins}, and this is {bins}");
            if (Settings(call) is not { } chart)
                return PoisonValue.Instance;
            call.Elaborator.AddAction(new HistogramAction(call.Location, argument.Location.Text, node, (int?)bins) { Settings = chart });
            return NothingValue.Instance;
        },
    };

    public static readonly Unit Show = new()
    {
        Name = "show",
        Summary = "Shows a matrix or images as pictures, with their type, smallest, mean and largest value; or as a table.",
        Example = "show([[0, 1], [1, 0]])\nshow(normal_sample([2, 64]), shape: [8, 8])\nshow([[0, 1], [1, 0]], table: true)",
        Parameters =
        [
            new UnitParameter("value", "a matrix, images, or anything that print takes"),
            new UnitParameter("shape", "rows and columns of each picture, such as [28, 28]", IsOptional: true),
            new UnitParameter("table", "whether the numbers are shown instead", IsOptional: true),
        ],
        Acts = true,
        Run = static call =>
        {
            var argument = call.Get("value");
            if (call.Elaborator.ToProgramValue(argument.Value, argument.Location, call.Frame) is not { } value || call.Boolean("table", otherwise: false) is not { } isTable)
                return PoisonValue.Instance;
            (int Rows, int Columns)? size = null;
            if (call.Has("shape") && (size = PictureSize(call, value)) is null)
                return PoisonValue.Instance;
            call.Elaborator.AddAction(new ShowAction(call.Location, value) { Size = size, IsTable = isTable });
            return NothingValue.Instance;
        },
    };

    // Null when a setting is wrong, which has been reported.
    private static ChartSettings? Settings(UnitCall call) =>
        TryGetText(call, "title", out var title) && TryGetText(call, "x", out var x) && TryGetText(call, "y", out var y)
        && call.Boolean("log", otherwise: false) is { } isLogarithmic
            ? new ChartSettings(title, x, y, isLogarithmic)
            : null;

    private static bool TryGetText(UnitCall call, string name, out ProgramValue? text)
    {
        text = null;
        if (call.Find(name) is not { } argument)
            return true;
        if (argument.Value is PoisonValue)
            return false;
        if (argument.Value is not StringValue)
        {
            call.Fail(TypeErrors.WrongKind, argument.Location, $"`{name}` is a text, and this is {Elaborator.Describe(argument.Value)}");
            return false;
        }

        text = call.Elaborator.ToProgramValue(argument.Value, argument.Location, call.Frame);
        return text is not null;
    }

    // Null when the sizes are wrong, which has been reported.
    private static (int Rows, int Columns)? PictureSize(UnitCall call, ProgramValue value)
    {
        var argument = call.Get("shape");
        if (call.Elaborator.ToShape(argument.Value, argument.Location, call.Frame) is not { } shape)
            return null;
        if (shape.Rank != 2 || shape[0].Size.ConstantValue is not (> 0 and <= int.MaxValue and var rows) || shape[1].Size.ConstantValue is not (> 0 and <= int.MaxValue and var columns))
        {
            call.Fail(TypeErrors.WrongKind, argument.Location, $"`shape` is rows and columns of a picture, such as [28, 28], and this is {shape}");
            return null;
        }

        if (value is not NodeValue { Node: var node })
        {
            call.Fail(TypeErrors.WrongKind, call.Get("value").Location, "only a tensor has pictures of a `shape`");
            return null;
        }

        // Divided by one after the other, for the product of two sizes may be beyond the range of numbers.
        if (node.Shape.ElementCount.ConstantValue is not { } count || count % rows != 0 || count / rows % columns != 0)
        {
            call.Fail(TypeErrors.WrongKind, argument.Location, $"{node.Type} cannot be pictures of {rows} x {columns}: its {node.Shape.ElementCount} elements are no multiple of that");
            return null;
        }

        return ((int)rows, (int)columns);
    }
}
