using Dsl.Runtime.Data;

namespace Dsl.Runtime.Tests.Data;

/// <summary>The published figures of well-known data sets.</summary>
public sealed class RealDataTests
{
    [FactRequiringData("iris.csv")]
    public void IrisHasItsPublishedMeans()
    {
        var iris = DataCalls.Call("csv", ("path", "iris.csv"), ("target", "species")).Set;
        Assert.Equal(150, iris.Rows);
        Assert.Equal(["setosa", "versicolor", "virginica"], iris.Classes.ToArray());
        var x = iris.Floats("x");
        double[] published = [5.8433, 3.0573, 3.7580, 1.1993];
        for (var column = 0; column < 4; column++)
            Assert.Equal(published[column], Enumerable.Range(0, 150).Average(row => x[(row * 4) + column]), 4);
        Assert.All(Enumerable.Range(0, 3), label => Assert.Equal(50, iris.Integers("y").Count(l => l == label)));
    }

    [FactRequiringData("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz", "t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz")]
    public void MnistHasItsPublishedCounts()
    {
        var mnist = DataCalls.Call("mnist");
        Assert.Equal([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949], Counts(mnist["train"].Set));
        Assert.Equal([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009], Counts(mnist["test"].Set));
        var pixels = mnist["train"].Set.Floats("x");
        Assert.Equal(0.1307, pixels.Average(static p => (double)p), 4);
        Assert.Equal((0f, 1f), (pixels.Min(), pixels.Max()));
    }

    [FactRequiringData("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz", "t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz")]
    public void MnistImagesHaveAChannel() =>
        Assert.Equal([1, 28, 28], DataCalls.Call("mnist", ("as", "image"))["test"].Set.Find("x")!.RowShape.ToArray());

    [FactRequiringData("tinyshakespeare.txt")]
    public void ShakespeareHasItsPublishedVocabulary()
    {
        var book = DataCalls.Call("chars", ("path", "tinyshakespeare.txt"));
        Assert.Equal(65, ((DataSize)book["vocab"].Value).Value);
        Assert.Equal(1_003_854, ((DataTensor)book["train"].Value).Column.Rows);
        Assert.Equal(111_540, ((DataTensor)book["validation"].Value).Column.Rows);
        Assert.Equal(1_003_854 - 128, DataCalls.Call("windows", ("tokens", book["train"]), ("length", 128L)).Set.Rows);
        var tokenizer = ((DataEncoder)book["encode"].Value).Tokenizer;
        var encoded = tokenizer.Encode("To be, or not to be");
        Assert.Null(tokenizer.Decode(encoded.Tokens, out var text));
        Assert.Equal("To be, or not to be", text);
        Assert.Equal(
            "the character '\u20AC' (U+20AC) is not among the 65 characters of the text that the vocabulary was made from",
            tokenizer.Encode("\u20AC").Failure!.Message);
    }

    private static int[] Counts(DataSet set)
    {
        var counts = new int[10];
        foreach (var label in set.Integers("y"))
            counts[label]++;
        return counts;
    }
}
