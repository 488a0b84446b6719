using Dsl.Language.Text;

namespace Dsl.Language.Data.Pictures;

/// <summary>What all pictures of one data set have in common.</summary>
/// <param name="Width">Columns of pixels.</param>
/// <param name="Height">Rows of pixels.</param>
/// <param name="HasColor">Whether there are three channels.</param>
/// <param name="IsScaled">Whether pictures of other sizes are brought to this one.</param>
/// <param name="ConvertsColor">Whether colour is turned into grey; else a picture in colour among grey ones is a mistake.</param>
/// <param name="IsFlat">Whether a picture is handed over as one list of numbers.</param>
public sealed record PictureOptions(int Width, int Height, bool HasColor, bool IsScaled, bool ConvertsColor, bool IsFlat)
{
    /// <summary>The largest side of a scaled picture.</summary>
    public const int MostSide = 1 << 14;

    /// <summary>The planes of one picture.</summary>
    public int Channels => HasColor ? 3 : 1;

    /// <summary>The numbers of one picture.</summary>
    public long Elements => (long)Channels * Width * Height;

    /// <summary>What the first picture and the arguments decide.</summary>
    /// <param name="list">The pictures.</param>
    /// <param name="arguments">The sizes asked for, whether in colour, and the form; null for what was left out.</param>
    /// <param name="options">What they have in common, where nothing is wrong.</param>
    /// <returns>What is wrong, or null.</returns>
    public static DataFailure? Find(IFileSource files, string scriptPath, PictureList list, PictureArguments arguments, out PictureOptions options)
    {
        options = new PictureOptions(1, 1, false, false, false, false);
        if (arguments.Form is not (null or "image" or "flat"))
            return DataTypes.OutOfRange("as", CsvValues.Quote(arguments.Form), "\"flat\" or \"image\"");
        if (Side("size", arguments.Size) is { } size)
            return size;
        if (Side("width", arguments.Width) is { } side)
            return side;
        if (arguments is { Width: not null, Size: null })
            return new DataFailure(DataErrors.ArgumentOutOfRange, "width says how many columns a scaled picture has; expected size, its rows, beside it", "width");
        if (list.Files.IsEmpty)
            return new DataFailure(DataErrors.NoRows, $"no picture was found among the first files of \"{list.Description}\"", "path");
        if (ReadHeader(files, scriptPath, list.Files[0].Name, out var header) is { } failure)
            return failure;
        options = new PictureOptions(
            (int)(arguments.Width ?? arguments.Size ?? header!.Width), (int)(arguments.Size ?? header!.Height), arguments.Color ?? header!.HasColor,
            arguments.Size is not null, arguments.Color is false, arguments.Form == "flat");
        var most = DataLimits.Elements / options.Elements;
        return list.Files.Length > most
            ? new DataFailure(
                DataErrors.TooLarge, $"{list.Files.Length} pictures of {options.Channels} x {options.Height} x {options.Width} numbers are more than a data set holds; expected at most {most} of that size", "path")
            : null;
    }

    /// <summary>Reads the beginning of a picture.</summary>
    /// <returns>What is wrong, or null.</returns>
    private static DataFailure? ReadHeader(IFileSource files, string scriptPath, string name, out PictureHeader? header)
    {
        header = null;
        foreach (var bytes in (ReadOnlySpan<int>)[PictureHeader.UsualBytes, PictureHeader.MostBytes])
        {
            if (DataFileLookup.ReadPrefix(files, name, scriptPath, bytes, "path", out var start, out var lookup) is { } failure)
                return failure;
            header = PictureHeader.Read(start, out var problem);
            if (header is not null)
                return null;
            if (problem is not null)
                return Wrong(name, problem);
            if (lookup.Length <= bytes)
                break;
        }

        return Wrong(name, "its header cannot be read; it is cut off or damaged");
    }

    /// <summary>A picture that is not what its reader expects.</summary>
    public static DataFailure Wrong(string name, string what) => new(DataErrors.WrongFormat, $"{name}: {what}", "path") { Place = new DataPlace(name) };

    private static DataFailure? Side(string parameter, long? side) =>
        side is < 1 or > MostSide ? DataTypes.OutOfRange(parameter, side.Value.ToString(System.Globalization.CultureInfo.InvariantCulture), $"a whole number from 1 to {MostSide}") : null;
}
