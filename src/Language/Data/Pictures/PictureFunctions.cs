using System.Collections.Immutable;
using Dsl.Language.Types;

namespace Dsl.Language.Data.Pictures;

/// <summary>Pictures from files.</summary>
[DataFunctionFamily]
public static class PictureFunctions
{
    /// <summary>Pictures of a folder.</summary>
    public static readonly DataFunction Images = new()
    {
        Name = "images",
        Summary = "Reads pictures (PNG, JPEG, BMP, PGM, PPM): those of a folder, whose own folders are the classes y, or the files listed; a pixel is 0 (black) to 1 (white).",
        Example = """
            shapes = images("shapes")
            print(shapes)
            """,
        Parameters =
        [
            new DataParameter("path", DataParameterKind.TextList, "a folder, or a list of files such as [\"a.png\", \"b.png\"]"),
            new DataParameter("size", DataParameterKind.Size, "scale every picture to so many rows and columns, each new pixel the mean of what it covers; else all must have one size", IsOptional: true),
            new DataParameter("width", DataParameterKind.Size, "with size: other columns than rows", IsOptional: true),
            new DataParameter("color", DataParameterKind.Boolean, "true for three channels (red, green, blue), false for one; else as the first picture is", IsOptional: true),
            new DataParameter("as", DataParameterKind.Text, "\"image\" for x: [channels, rows, columns] (the default), \"flat\" for one axis", IsOptional: true),
        ],
        Infer = Infer,
    };

    private static DataInferenceResult Infer(DataInferenceContext context)
    {
        var scriptPath = context.Call.Source.Path;
        if (PictureList.Find(context.Files, scriptPath, context.Get<ImmutableArray<string>>("path"), DataLimits.ListedFiles, out var list) is { } missing)
            return missing;
        if (Number(context, "size", out var size) is { } openSize)
            return openSize;
        if (Number(context, "width", out var width) is { } openWidth)
            return openWidth;
        var arguments = new PictureArguments(size, width, context.Has("color") ? context.Get<bool>("color") : null, context.Has("as") ? context.Get<string>("as") : null);
        if (PictureOptions.Find(context.Files, scriptPath, list, arguments, out var options) is { } failure)
            return failure;

        Origin Because(string what) => new(context.Call, $"{what} of {list.Description}");
        var shape = options.IsFlat
            ? Shape.Of(new Axis(options.Elements, null, Because($"{options.Channels} x {options.Height} x {options.Width} numbers")))
            : Shape.Of(
                new Axis(options.Channels, null, Because(options.HasColor ? "3 channels" : "1 channel")), new Axis(options.Height, null, Because($"{options.Height} rows of pixels")),
                new Axis(options.Width, null, Because($"{options.Width} columns of pixels")));
        var fields = ImmutableArray.Create(new DataField("x", new TensorType(ElementType.Float32, shape)));
        if (!list.Classes.IsEmpty)
            fields = fields.Add(new DataField("y", TensorType.Scalar(ElementType.Int)));
        var rows = list.IsComplete ? Dimension.Constant(list.Files.Length) : Dimension.Of(new DimensionSymbol("rows", DimensionSymbolKind.RunTime, Because("pictures")));
        return new DataSetType(fields, rows, list.Classes, list.Description) { IsGroupedByClass = list.Classes.Length > 1 };
    }

    // The shapes of everything follow from these, so they are numbers when the script is checked.
    private static DataFailure? Number(DataInferenceContext context, string parameter, out long? number)
    {
        number = context.Has(parameter) ? context.Get<Dimension>(parameter).ConstantValue : null;
        return context.Has(parameter) && number is null ? DataTypes.OutOfRange(parameter, context.Get<Dimension>(parameter).ToString(), "a number known before the script runs") : null;
    }
}
