using Dsl.Language.Types;

namespace Dsl.Language.Data;

/// <summary>The two forms in which pictures are handed over: flat, or as channel, row and column.</summary>
internal static class ImageShapes
{
    /// <summary>The shape of one picture in the form that the argument <c>as</c> names; null when there is no such form.</summary>
    public static Shape? Shape(DataInferenceContext context, long height, long width, string description)
    {
        Origin Because(string what) => new(context.Call, $"{what} of {description}");
        return context.Get("as", "flat") switch
        {
            "flat" => Types.Shape.Of(new Axis(height * width, null, Because($"{height} x {width} pixels"))),
            "image" => Types.Shape.Of(
                new Axis(1, null, Because("1 channel")), new Axis(height, null, Because($"{height} rows of pixels")), new Axis(width, null, Because($"{width} columns of pixels"))),
            _ => null,
        };
    }

    public static DataFailure UnknownForm(DataInferenceContext context) =>
        DataTypes.OutOfRange("as", CsvValues.Quote(context.Get<string>("as")), "\"flat\" or \"image\"");
}
