using System.Globalization;

namespace Dsl.DeviceChecks.Measuring;

/// <summary>A network whose training is measured.</summary>
/// <param name="Name">Its name, the same as PyTorch's program gives it.</param>
/// <param name="Script">The name of its script.</param>
/// <param name="Unit">What of a batch is counted.</param>
/// <param name="PerStep">How many of those a step has.</param>
/// <param name="Settings">Names and numbers that are set before the script.</param>
internal sealed record TrainedNetwork(string Name, string Script, string Unit, double PerStep, (string Name, string Value)[] Settings)
{
    private const string Setting = "precision";

    /// <summary>The networks of a size.</summary>
    public static IReadOnlyList<TrainedNetwork> All(bool isTiny) => isTiny
        ? [Perceptron("mlp_f32", 16, 8, 6, "f32"), Gpt("gpt_tiny_f16", 50, 16, 2, 1, 8, 4, 6, "f16")]
        :
        [
            Perceptron("mlp_f32", 512, 128, 400, "f32"),
            Gpt("gpt_small_f32", 65, 128, 4, 4, 64, 12, 200, "f32"), Gpt("gpt_small_f16", 65, 128, 4, 4, 64, 12, 200, "f16"),
            Gpt("gpt_notes_f32", 65, 512, 8, 8, 128, 64, 60, "f32"), Gpt("gpt_notes_f16", 65, 512, 8, 8, 128, 64, 60, "f16"),
            Gpt("gpt2_124m_f16", 50304, 768, 12, 12, 1024, 8, 20, "f16"),
        ];

    /// <summary>The script with its settings before it.</summary>
    public string Text()
    {
        using var stream = typeof(TrainedNetwork).Assembly.GetManifestResourceStream($"{Script}.nn") ?? throw new InvalidOperationException($"there is no script {Script}");
        using var reader = new StreamReader(stream);
        var header = string.Concat(Settings.Where(static setting => setting.Name != Setting).Select(static setting => $"{setting.Name} = {setting.Value}\n"));
        return header + reader.ReadToEnd().Replace("PRECISION", Settings.Single(static setting => setting.Name == Setting).Value, StringComparison.Ordinal);
    }

    private static TrainedNetwork Perceptron(string name, int width, int batch, int steps, string precision) => new(
        name, "measured_perceptron", "rows/s", batch, [("width", Text(width)), ("batch", Text(batch)), ("steps", Text(steps)), (Setting, precision)]);

    private static TrainedNetwork Gpt(string name, int vocabulary, int width, int heads, int layers, int context, int batch, int steps, string precision) => new(
        name, "measured_gpt", "tokens/s", (double)batch * context,
        [
            ("vocab", Text(vocabulary)), ("width", Text(width)), ("heads", Text(heads)), ("layers", Text(layers)), ("context", Text(context)), ("batch", Text(batch)),
            ("steps", Text(steps)), (Setting, precision),
        ]);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
