using System.Collections.Immutable;

namespace Dsl.Runtime.Tests.Examples;

/// <summary>
/// How the tests run each example: as it is, or, where that takes minutes, in a short form with other values for its settings, as
/// <c>nn run --set</c> gives them. What an example reaches in its long form is in docs/examples.md.
/// </summary>
internal static class ExampleForms
{
    public const string Shakespeare = "tinyshakespeare.txt";
    public const string Iris = "iris.csv";
    public const string MnistTraining = "train-images-idx3-ubyte.gz";
    public const string MnistTest = "t10k-images-idx3-ubyte.gz";

    private static readonly ImmutableDictionary<string, string> ShortForms = new Dictionary<string, string>
    {
        ["autoencoder.nn"] = "epochs=1",
        ["bigram.nn"] = "steps=200",
        ["char_rnn.nn"] = "sequences=500",
        ["cnn.nn"] = "epochs=1 rows=1000",
        ["diffusion.nn"] = "steps=20",
        ["digits3b1b.nn"] = "epochs=1 modern_epochs=1",
        ["gan.nn"] = "steps=20",
        ["gpt.nn"] = "steps=3 stride=2000",
        ["gpt_notes.nn"] = "steps=2 batch=2 width=32 heads=2 layers=2 context=16",
        ["gpt3.nn"] = "layers=2 heads=2 width=32 tokens=50 context=16",
        ["gru.nn"] = "steps=5",
        ["lstm.nn"] = "steps=5",
        ["mlp_lm.nn"] = "steps=200",
        ["nielsen.nn"] = "epochs=1 rows=1000",
        ["rnn.nn"] = "steps=5",
        ["seq2seq.nn"] = "steps=20 days=400",
        ["sparse_autoencoder.nn"] = "epochs=1",
        ["vae.nn"] = "epochs=1",
        ["wavenet.nn"] = "steps=20",
    }.ToImmutableDictionary();

    /// <summary>The examples that read Shakespeare.</summary>
    public static ImmutableArray<string> OfShakespeare =>
        ["bigram.nn", "char_rnn.nn", "gpt.nn", "gpt_notes.nn", "gru.nn", "lstm.nn", "mlp_lm.nn", "rnn.nn", "wavenet.nn"];

    /// <summary>The examples that read MNIST.</summary>
    public static ImmutableArray<string> OfMnist => ["cnn.nn", "digits3b1b.nn", "mnist.nn", "nielsen.nn"];

    /// <summary>The examples that read iris.</summary>
    public static ImmutableArray<string> OfIris => ["iris.nn"];

    /// <summary>The settings of an example's short form; none where it is run as it is.</summary>
    public static ImmutableArray<KeyValuePair<string, string>> SettingsOf(string example) =>
        ShortForms.TryGetValue(example, out var settings)
            ? [.. settings.Split(' ').Select(static s => KeyValuePair.Create(s[..s.IndexOf('=', StringComparison.Ordinal)], s[(s.IndexOf('=', StringComparison.Ordinal) + 1)..]))]
            : [];
}
