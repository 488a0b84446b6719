using System.Collections.Immutable;

namespace Dsl.Language.Data;

/// <summary>The data sets that <c>nn data get</c> fetches.</summary>
public static class PublicDataSets
{
    /// <summary>Fisher's flowers.</summary>
    public static readonly PublicDataSet Iris = new(
        "iris",
        "150 flowers of three species, four measurements each",
        "R. A. Fisher, 1936; CC BY 4.0 by the UCI Machine Learning Repository; the table of seaborn-data",
        [new PublicDataFile("iris.csv", ["https://raw.githubusercontent.com/mwaskom/seaborn-data/master/iris.csv"], 3_858, "9cc1c345c71bcc9b486b74cbf6063fa66f4bb5e0f603a4b3c3471ec2e5e8e355")]);

    /// <summary>The handwritten digits.</summary>
    public static readonly PublicDataSet Mnist = new(
        "mnist",
        "70,000 handwritten digits of 28 by 28 pixels",
        "Y. LeCun, C. Cortes, C. Burges, 1998; commonly stated as CC BY-SA 3.0",
        [
            MnistFile("train-images-idx3-ubyte.gz", 9_912_422, "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"),
            MnistFile("train-labels-idx1-ubyte.gz", 28_881, "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"),
            MnistFile("t10k-images-idx3-ubyte.gz", 1_648_877, "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"),
            MnistFile("t10k-labels-idx1-ubyte.gz", 4_542, "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"),
        ]);

    /// <summary>Lines of Shakespeare's plays.</summary>
    public static readonly PublicDataSet Shakespeare = new(
        "shakespeare",
        "40,000 lines of Shakespeare's plays, 1,115,394 characters",
        "W. Shakespeare, public domain; collected by A. Karpathy for char-rnn, MIT",
        [
            new PublicDataFile(
                "tinyshakespeare.txt",
                ["https://raw.githubusercontent.com/karpathy/char-rnn/master/data/tinyshakespeare/input.txt"],
                1_115_394,
                "86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed"),
        ]);

    /// <summary>All of them, in the order of their names.</summary>
    public static ImmutableArray<PublicDataSet> All { get; } = [Iris, Mnist, Shakespeare];

    /// <summary>The data set that has a file of that name, or null.</summary>
    public static PublicDataSet? OfFile(string fileName) => All.FirstOrDefault(set => set.Files.Any(file => file.Name == fileName));

    private static PublicDataFile MnistFile(string name, long length, string sha256) => new(
        name, [$"https://ossci-datasets.s3.amazonaws.com/mnist/{name}", $"https://storage.googleapis.com/cvdf-datasets/mnist/{name}"], length, sha256);
}
