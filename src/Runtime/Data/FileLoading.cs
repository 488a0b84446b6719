using System.Collections.Immutable;
using Dsl.Language.Data;
using Dsl.Language.Types;

namespace Dsl.Runtime.Data;

/// <summary>Carries out <c>idx</c>, <c>npy</c> and <c>mnist</c>.</summary>
internal static class FileLoading
{
    public static readonly DataImplementation Idx = new("idx", RunIdx);
    public static readonly DataImplementation Npy = new("npy", RunNpy);
    public static readonly DataImplementation Mnist = new("mnist", RunMnist);

    private static DataResult RunIdx(DataCall call)
    {
        var name = call.Text("path", string.Empty);
        var result = TensorFiles.ReadIdx(call.Files, name, call.ScriptPath, "path", out var lookup);
        return result.Header is { } header ? TensorFileReading.Read(call.Files, name, lookup.FullPath!, header) : result.Failure!;
    }

    private static DataResult RunNpy(DataCall call)
    {
        var name = call.Text("path", string.Empty);
        var result = TensorFiles.ReadNpy(call.Files, name, call.ScriptPath, out var lookup);
        return result.Header is { } header ? TensorFileReading.Read(call.Files, name, lookup.FullPath!, header) : result.Failure!;
    }

    private static DataResult RunMnist(DataCall call)
    {
        var parts = ImmutableArray.CreateBuilder<DataRecordField>(2);
        foreach (var (name, part) in new[] { ("train", "train"), ("test", "t10k") })
        {
            if (MnistFiles.Find(call.Files, call.ScriptPath, call.Text("folder", string.Empty), part, out var found) is { } missing)
                return missing;
            var result = ReadPart(call, found);
            if (result.Value is not { } set)
                return result;
            parts.Add(new DataRecordField(name, set));
        }

        return new DataRecord(parts.MoveToImmutable());
    }

    private static DataResult ReadPart(DataCall call, MnistPart found)
    {
        var imagesName = Path.GetFileName(found.ImagesPath);
        var labelsName = Path.GetFileName(found.LabelsPath);
        if (TensorFileReading.ReadBytes(call.Files, imagesName, found.ImagesPath, found.Images, out var images) is { } badImages)
            return badImages;
        if (TensorFileReading.ReadBytes(call.Files, labelsName, found.LabelsPath, found.Labels, out var labels) is { } badLabels)
            return badLabels;
        if (CheckLabels(labelsName, labels) is { } outside)
            return outside;
        var rows = (int)found.Images.Shape[0];
        var height = (int)found.Images.Shape[1];
        var width = (int)found.Images.Shape[2];
        ImmutableArray<int> shape = call.Text("as", "flat") == "image" ? [1, height, width] : [height * width];
        return new DataSet(
            [
                new DataSetField("x", new ByteColumn(images, ElementType.Float32, shape, rows)),
                new DataSetField("y", new IntegerColumn(Array.ConvertAll(labels, static label => (long)label), [], rows)),
            ],
            [.. Enumerable.Range(0, 10).Select(static digit => digit.ToString())],
            "mnist");
    }

    private static DataFailure? CheckLabels(string name, byte[] labels)
    {
        var index = Array.FindIndex(labels, static label => label > 9);
        return index < 0 ? null : new DataFailure(DataErrors.UnexpectedValue, $"{name}: label {index} is {labels[index]}; expected a digit from 0 to 9");
    }
}
