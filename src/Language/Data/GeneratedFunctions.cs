using System.Collections.Immutable;
using Dsl.Language.Types;

namespace Dsl.Language.Data;

/// <summary>Data sets that are drawn by the program, for a first look at classification.</summary>
[DataFunctionFamily]
public static class GeneratedFunctions
{
    /// <summary>The most classes of generated points.</summary>
    public const int MostClasses = 1000;

    private static readonly DataParameter Rows = new("n", DataParameterKind.Size, "how many points");
    private static readonly DataParameter Noise = new("noise", DataParameterKind.Number, "standard deviation of the normal noise on each coordinate", IsOptional: true);
    private static readonly DataParameter Classes = new("classes", DataParameterKind.Size, "how many classes", IsOptional: true);
    private static readonly DataParameter Seed = new("seed", DataParameterKind.Size, "another number gives other points (0)", IsOptional: true);

    /// <summary>Two half circles.</summary>
    public static readonly DataFunction Moons = new()
    {
        Name = "make_moons",
        Summary = "Draws points on two half circles that reach into each other, one for each class.",
        Example = """
            moons = make_moons(100, noise: 0.1)
            print(moons)
            """,
        Parameters = [Rows, Noise, Seed],
        Infer = static context => InferPoints(context, "moons", _ => 2),
    };

    /// <summary>Interleaved spirals.</summary>
    public static readonly DataFunction Spirals = new()
    {
        Name = "make_spirals",
        Summary = "Draws points on spirals that wind around each other, one for each class.",
        Example = """
            spirals = make_spirals(300, classes: 3, noise: 0.05)
            print(spirals)
            """,
        Parameters = [Rows, Classes, Noise, Seed],
        Infer = static context => InferPoints(context, "spirals", static given => given ?? 2),
    };

    /// <summary>Normal clouds.</summary>
    public static readonly DataFunction Blobs = new()
    {
        Name = "make_blobs",
        Summary = "Draws points around one centre for each class; the centres lie evenly on a circle of radius 4.",
        Example = """
            blobs = make_blobs(300, classes: 3, noise: 0.5)
            print(blobs)
            """,
        Parameters = [Rows, Classes, Noise, Seed],
        Infer = static context => InferPoints(context, "blobs", static given => given ?? 3),
    };

    /// <summary>Circles around one centre.</summary>
    public static readonly DataFunction Circles = new()
    {
        Name = "make_circles",
        Summary = "Draws points on circles around one centre, a smaller radius for each further class.",
        Example = """
            circles = make_circles(200, noise: 0.05)
            print(circles)
            """,
        Parameters = [Rows, Classes, Noise, Seed],
        Infer = static context => InferPoints(context, "circles", static given => given ?? 2),
    };

    /// <summary>Handwriting-like digits.</summary>
    public static readonly DataFunction Digits = new()
    {
        Name = "digits",
        Summary = "Draws digits that look like handwriting: 28 by 28 pixels from 0 (paper) to 1 (ink), each digit equally often.",
        Example = """
            digit_data = digits(200) |> split(0.8)
            print(digit_data.train)
            """,
        Parameters =
        [
            new DataParameter("count", DataParameterKind.Size, "how many digits (2000)", IsOptional: true),
            new DataParameter("as", DataParameterKind.Text, "\"flat\" for x: [784] (the default), \"image\" for x: [1, 28, 28]", IsOptional: true),
            new DataParameter("noise", DataParameterKind.Number, "standard deviation of the noise on each pixel (0.03)", IsOptional: true),
            Seed,
        ],
        Infer = InferDigits,
    };

    /// <summary>Dates as people write them, with the same in the standard's form.</summary>
    public static readonly DataFunction Dates = new()
    {
        Name = "dates",
        Summary = "Draws different days from 1900 to 2099: x is one as people write it (21 Nov 2026, November 21, 2026, 21.11.2026), y the same as 2026-11-21; both are tokens. Gives vocab, train (nine tenths), test, encode and decode.",
        Example = """
            calendar = dates(100)
            print(calendar.train)
            """,
        Parameters = [new DataParameter("n", DataParameterKind.Size, "how many days, all different"), Seed],
        Infer = InferDates,
    };

    private static DataInferenceResult InferDates(DataInferenceContext context)
    {
        if (DataTypes.CheckSize(context, "n", 10, WrittenDates.Days) is { } failure)
            return failure;
        var n = context.Get<Dimension>("n");
        var train = CharacterParts.FirstRows(n);
        var vocabulary = Dimension.Constant(WrittenDates.Alphabet.Length);
        return new DataRecordType(
        [
            ("vocab", new DataSizeType("vocab", vocabulary)),
            ("train", Set(train)),
            ("test", Set(n - train)),
            ("encode", new DataEncoderType(vocabulary)),
            ("decode", new DataDecoderType(vocabulary)),
        ]);

        DataSetType Set(Dimension rows) => new(
            [Field("x", WrittenDates.WrittenLength, "characters of a written date"), Field("y", WrittenDates.StandardLength, "characters of 2026-11-21")],
            rows, [], "dates");

        DataField Field(string name, int length, string description) =>
            new(name, new TensorType(ElementType.Int, Shape.Of(new Axis(length, null, new Origin(context.Call, description)))));
    }

    private static DataInferenceResult InferPoints(DataInferenceContext context, string description, Func<long?, long> classCount)
    {
        var failure = DataTypes.CheckSize(context, "n", 1, DataLimits.Rows)
            ?? DataTypes.CheckSize(context, "classes", 1, MostClasses)
            ?? DataTypes.CheckNotNegative(context, "noise");
        if (failure is not null)
            return failure;
        long? given = null;
        if (context.Has("classes"))
        {
            given = context.Get<Dimension>("classes").ConstantValue;
            if (given is null)
                return DataTypes.OutOfRange("classes", context.Get<Dimension>("classes").ToString(), "a number known when the script is checked");
        }

        var origin = new Origin(context.Call, $"2 coordinates of {description}");
        return new DataSetType(
            [
                new DataField("x", new TensorType(ElementType.Float32, Shape.Of(new Axis(2, null, origin)))),
                new DataField("y", TensorType.Scalar(ElementType.Int)),
            ],
            context.Get<Dimension>("n"),
            NumberedClasses(classCount(given)),
            description);
    }

    private static DataInferenceResult InferDigits(DataInferenceContext context)
    {
        var failure = DataTypes.CheckSize(context, "count", 1, DataLimits.Elements / 784) ?? DataTypes.CheckNotNegative(context, "noise");
        if (failure is not null)
            return failure;
        if (ImageShapes.Shape(context, 28, 28, "digits") is not { } shape)
            return ImageShapes.UnknownForm(context);
        return new DataSetType(
            [
                new DataField("x", new TensorType(ElementType.Float32, shape)),
                new DataField("y", TensorType.Scalar(ElementType.Int)),
            ],
            context.Get<Dimension>("count", 2000),
            NumberedClasses(10),
            "digits");
    }

    internal static ImmutableArray<string> NumberedClasses(long count) => [.. Enumerable.Range(0, (int)count).Select(static i => i.ToString())];
}
