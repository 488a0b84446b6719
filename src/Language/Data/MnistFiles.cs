using System.Collections.Immutable;
using Dsl.Language.Text;

namespace Dsl.Language.Data;

/// <summary>Finds the four files of MNIST under the names they are handed on with.</summary>
public static class MnistFiles
{
    /// <summary>Finds the images and labels of one part and reads their headers.</summary>
    /// <param name="part"><c>train</c> or <c>t10k</c>.</param>
    /// <returns>What is wrong, or null.</returns>
    public static DataFailure? Find(IFileSource files, string scriptPath, string folder, string part, out MnistPart found)
    {
        found = new MnistPart(string.Empty, string.Empty, null!, null!);
        if (FindOne(files, scriptPath, folder, part, "images", 3, out var imagesPath, out var images) is { } imagesFailure)
            return imagesFailure;
        if (FindOne(files, scriptPath, folder, part, "labels", 1, out var labelsPath, out var labels) is { } labelsFailure)
            return labelsFailure;
        if (images!.Shape[0] != labels!.Shape[0])
            return new DataFailure(DataErrors.RowCountsDiffer, $"{Path.GetFileName(imagesPath)} has {images.Shape[0]} images but {Path.GetFileName(labelsPath)} has {labels.Shape[0]} labels");
        found = new MnistPart(imagesPath, labelsPath, images, labels);
        return null;
    }

    private static DataFailure? FindOne(
        IFileSource files, string scriptPath, string folder, string part, string kind, int axes, out string path, out TensorFileHeader? header)
    {
        path = string.Empty;
        header = null;
        ImmutableArray<string> names =
            [.. new[] { $"{part}-{kind}-idx{axes}-ubyte.gz", $"{part}-{kind}-idx{axes}-ubyte", $"{part}-{kind}.idx{axes}-ubyte" }.Select(name => folder.Length == 0 ? name : Path.Combine(folder, name))];
        var places = ImmutableArray.CreateBuilder<string>();
        foreach (var name in names)
        {
            var lookup = files.Find(name, scriptPath);
            places.AddRange(lookup.PlacesLookedIn);
            if (lookup.FullPath is null)
                continue;
            var result = TensorFiles.ReadIdx(files, name, scriptPath, "folder", out lookup);
            if (result.Header is not { } read)
                return result.Failure;
            if (read.Shape.Length != axes || read.Format is not { IsFloat: false, ByteSize: 1 })
                return TensorFileHeader.Wrong(name, $"expected bytes along {axes} {(axes == 1 ? "axis" : "axes")}, as in MNIST; found the sizes [{string.Join(", ", read.Shape)}]");
            path = lookup.FullPath!;
            header = read;
            return null;
        }

        return DataFileLookup.NotFound(names, places.ToImmutable(), "folder");
    }
}
