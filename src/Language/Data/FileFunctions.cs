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

    /// <summary>A text file.</summary>
    public static readonly DataFunction Text = new()
    {
        Name = "text",
        Summary = "Reads a text file in UTF-8.",
        Example = """
            rhyme = text("rhyme.txt")
            print(rhyme)
            """,
        Parameters = [new DataParameter("path", DataParameterKind.Text, "the file")],
        Infer = static context => DataFileLookup.ReadPrefix(
            context.Files, context.Get<string>("path"), context.Call.Source.Path, 1, "path", out _, out _) is { } failure ? failure : new DataTextType(),
    };

    /// <summary>A text as characters.</summary>
    public static readonly DataFunction Chars = new()
    {
        Name = "chars",
        Summary = "Reads a text file as tokens, one for each character: vocab, tokens, train (the first nine tenths), validation (the rest), encode and decode.",
        Example = """
            rhyme = chars("rhyme.txt")
            print(rhyme.vocab)
            print(rhyme.train)
            """,
        Parameters = [new DataParameter("path", DataParameterKind.Text, "the file, in UTF-8")],
        Infer = InferChars,
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

    private static DataInferenceResult InferChars(DataInferenceContext context)
    {
        var path = context.Get<string>("path");
        var failure = DataFileLookup.ReadPrefix(
            context.Files, path, context.Call.Source.Path, DataLimits.VocabularyBytes, "path", out var bytes, out var lookup);
        if (failure is not null)
            return failure;
        Dimension vocabulary;
        Dimension length;
        if (lookup.Length <= bytes.Length)
        {
            if (Utf8Text.Decode(bytes, path, out var text) is { } problem)
                return problem;
            var (characters, count) = Utf8Text.CharactersOf(text);
            if (count < 2)
                return new DataFailure(DataErrors.NoRows, $"{path} has {count} characters; expected at least 2, one to train on and one to validate with", "path");
            vocabulary = characters.Count;
            length = count;
        }
        else
        {
            vocabulary = RunTimeSize(context, "vocab", $"different characters of {path}");
            length = RunTimeSize(context, "characters", $"characters of {path}");
        }

        var train = CharacterParts.FirstRows(length);
        return new DataRecordType(
        [
            ("vocab", new DataSizeType("vocab", vocabulary)),
            ("tokens", Tokens(context, length, $"characters of {path}")),
            ("train", Tokens(context, train, $"the first nine tenths of the characters of {path}")),
            ("validation", Tokens(context, length - train, $"the last tenth of the characters of {path}")),
            ("encode", new DataEncoderType(vocabulary, ByCharacter: true)),
            ("decode", new DataDecoderType(vocabulary)),
        ]);
    }

    private static Dimension RunTimeSize(DataInferenceContext context, string name, string description) =>
        Dimension.Of(new DimensionSymbol(name, DimensionSymbolKind.RunTime, new Origin(context.Call, description)));

    private static DataTensorType Tokens(DataInferenceContext context, Dimension length, string description) =>
        new(new TensorType(ElementType.Int, Shape.Of(new Axis(length, null, new Origin(context.Call, description)))));
}
