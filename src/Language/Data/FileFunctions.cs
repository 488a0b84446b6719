using System.Collections.Immutable;
using Dsl.Language.Types;

namespace Dsl.Language.Data;

/// <summary>Tensors and pictures from files.</summary>
[DataFunctionFamily]
public static class FileFunctions
{
    /// <summary>An IDX file.</summary>
    public static readonly DataFunction Idx = new()
    {
        Name = "idx",
        Summary = "Reads a tensor from an IDX file, packed with gzip or not; whole numbers become int, others float.",
        Example = """
            labels = idx("labels-idx1-ubyte")
            print(labels)
            """,
        Parameters = [new DataParameter("path", DataParameterKind.Text, "the file")],
        Infer = static context => InferTensor(context, TensorFiles.ReadIdx(context.Files, context.Get<string>("path"), context.Call.Source.Path, "path", out _)),
    };

    /// <summary>A NumPy file.</summary>
    public static readonly DataFunction Npy = new()
    {
        Name = "npy",
        Summary = "Reads a tensor from a NumPy file (.npy); whole numbers and truth values become int, others float.",
        Example = """
            table = npy("table.npy")
            print(table)
            """,
        Parameters = [new DataParameter("path", DataParameterKind.Text, "the file")],
        Infer = static context => InferTensor(context, TensorFiles.ReadNpy(context.Files, context.Get<string>("path"), context.Call.Source.Path, out _)),
    };

    /// <summary>The MNIST digits.</summary>
    public static readonly DataFunction Mnist = new()
    {
        Name = "mnist",
        Summary = "Reads the handwritten digits of MNIST as a split of 60,000 to train on and 10,000 to test on; a pixel is 0 (paper) to 1 (ink).",
        Example = """
            digit_data = mnist(folder: "few-digits")
            print(digit_data.train)
            """,
        Parameters =
        [
            new DataParameter("as", DataParameterKind.Text, "\"flat\" for x: [784] (the default), \"image\" for x: [1, 28, 28]", IsOptional: true),
            new DataParameter("folder", DataParameterKind.Text, "the folder of the four files train-images-idx3-ubyte.gz, ...; else they are looked for like every file", IsOptional: true),
        ],
        Infer = InferMnist,
    };

    private static DataInferenceResult InferTensor(DataInferenceContext context, TensorFileHeaderResult result)
    {
        if (result.Header is not { } header)
            return result.Failure!;
        var origin = new Origin(context.Call, $"the header of {context.Get<string>("path")}");
        return new DataTensorType(new TensorType(header.Element, new Shape([.. header.Shape.Select(size => new Axis(size, null, origin))])));
    }

    private static DataInferenceResult InferMnist(DataInferenceContext context)
    {
        var fields = ImmutableArray.CreateBuilder<(string, DataType)>(2);
        foreach (var (name, part) in new[] { ("train", "train"), ("test", "t10k") })
        {
            if (MnistFiles.Find(context.Files, context.Call.Source.Path, context.Get("folder", string.Empty), part, out var found) is { } failure)
                return failure;
            if (ImageShapes.Shape(context, found.Images.Shape[1], found.Images.Shape[2], "mnist") is not { } shape)
                return ImageShapes.UnknownForm(context);
            var x = new DataField("x", new TensorType(ElementType.Float32, shape));
            var y = new DataField("y", TensorType.Scalar(ElementType.Int));
            fields.Add((name, new DataSetType([x, y], found.Images.Shape[0], GeneratedFunctions.NumberedClasses(10), "mnist")));
        }

        return new DataRecordType(fields.MoveToImmutable());
    }
}
