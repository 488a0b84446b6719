using System.Collections.Immutable;
using Dsl.Language.Data;
using Dsl.Language.Data.Pictures;
using Dsl.Language.Types;

namespace Dsl.Runtime.Data.Pictures;

/// <summary>Carries out <c>images</c>.</summary>
internal static class PictureLoading
{
    public static readonly DataImplementation Images = new("images", Run);

    private static DataResult Run(DataCall call)
    {
        if (PictureList.Find(call.Files, call.ScriptPath, (ImmutableArray<string>)call.Arguments["path"], DataLimits.Pictures, out var list) is { } missing)
            return missing;
        if (!list.IsComplete)
            return new DataFailure(DataErrors.TooLarge, $"{list.Description} holds more than {DataLimits.Pictures} files", "path");
        var arguments = new PictureArguments(
            call.Has("size") ? call.Size("size", 0) : null, call.Has("width") ? call.Size("width", 0) : null, call.Has("color") ? call.Boolean("color", false) : null,
            call.Has("as") ? call.Text("as", string.Empty) : null);
        if (PictureOptions.Find(call.Files, call.ScriptPath, list, arguments, out var options) is { } failure)
            return failure;
        if (Read(call, list, options, out var pixels) is { } problem)
            return problem;
        var rows = list.Files.Length;
        ImmutableArray<int> shape = options.IsFlat ? [(int)options.Elements] : [options.Channels, options.Height, options.Width];
        var fields = ImmutableArray.Create(new DataSetField("x", new ByteColumn(pixels, ElementType.Float32, shape, rows)));
        if (!list.Classes.IsEmpty)
            fields = fields.Add(new DataSetField("y", new IntegerColumn(list.Files.Select(static file => (long)file.Class).ToArray(), [], rows)));
        return new DataSet(fields, list.Classes, list.Description);
    }

    private static DataFailure? Read(DataCall call, PictureList list, PictureOptions options, out byte[] pixels)
    {
        var size = (int)options.Elements;
        pixels = GC.AllocateUninitializedArray<byte>(checked(size * list.Files.Length));
        for (var i = 0; i < list.Files.Length; i++)
        {
            var name = list.Files[i].Name;
            if (ReadBytes(call, name, out var bytes) is { } unreadable)
                return unreadable;
            if (PictureDecoding.Decode(bytes, name, out var picture) is { } damage)
                return damage;
            if (Difference(picture!, name, list.Files[0].Name, options) is { } difference)
                return difference;
            PictureScaling.Write(picture!, options.Width, options.Height, options.HasColor, pixels.AsSpan(i * size, size));
        }

        return null;
    }

    private static DataFailure? Difference(Picture picture, string name, string first, PictureOptions options)
    {
        if (!options.IsScaled && (picture.Width != options.Width || picture.Height != options.Height))
        {
            return new DataFailure(DataErrors.PicturesDiffer, $"{name} has {picture.Height} x {picture.Width} pixels, and {first} has {options.Height} x {options.Width}", "path")
            {
                Notes = [$"size: {options.Height}{(options.Width == options.Height ? "" : $", width: {options.Width}")} scales every picture to {options.Height} x {options.Width}"],
            };
        }

        return picture.Channels == 1 || options.HasColor || options.ConvertsColor
            ? null
            : new DataFailure(DataErrors.PicturesDiffer, $"{name} is in colour, and {first} is grey", "path") { Notes = ["color: true gives all of them three channels, color: false one"] };
    }

    private static DataFailure? ReadBytes(DataCall call, string name, out byte[] bytes)
    {
        bytes = [];
        var lookup = call.Files.Find(name, call.ScriptPath);
        if (lookup.FullPath is null)
            return DataFileLookup.NotFound([name], lookup.PlacesLookedIn, "path");
        if (lookup.Length > DataLimits.PictureBytes)
            return new DataFailure(DataErrors.TooLarge, $"{name} has {lookup.Length} bytes; expected at most {DataLimits.PictureBytes} for one picture", "path");
        using var stream = call.Files.Open(lookup.FullPath);
        if (stream is null)
            return DataFileLookup.NotReadable(name, lookup.FullPath, "path");
        try
        {
            bytes = new byte[lookup.Length];
            var read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            bytes = read == bytes.Length ? bytes : bytes[..read];
            return null;
        }
        catch (IOException)
        {
            return DataFileLookup.NotReadable(name, lookup.FullPath, "path");
        }
    }
}
