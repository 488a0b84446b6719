using Dsl.Runtime.Embedding;

namespace Dsl.Runtime.Tests.Embedding.Examples;

/// <summary>Trains on the program's own numbers, follows the progress, and ends the training early.</summary>
internal static class TrainOwnData
{
    public static async Task<(ScriptStatus Status, long Steps, double Before, double After)> RunAsync()
    {
        #region Example
        using var cancellation = new CancellationTokenSource();
        long steps = 0;
        using var engine = new ScriptEngine(new ScriptEngineOptions
        {
            Progress = progress =>
            {
                steps = progress.Step;
                if (progress.Step == 500)
                    cancellation.Cancel();        // or after some time, or when a person says so
            },
        });

        float[,] inputs = { { 0, 0 }, { 0, 1 }, { 1, 0 }, { 1, 1 } };
        engine.Set("x", TensorData.FromMatrix(inputs));
        engine.Set("y", TensorData.FromIntegers([0, 1, 1, 0]));
        await engine.RunAsync("""
            model Xor() (x: [batch, 2]) -> [batch, 2] = x |> dense(8) |> tanh |> dense(2)
            net = Xor()
            data = dataset(x: x, y: y)
            """);
        double before = engine.Evaluate("cross_entropy(net(x), y)").Required.ToScalar();

        ScriptResult result = await engine.RunAsync(
            "train(net, data, loss: cross_entropy, optimizer: adam(lr: 0.05), steps: 100000, batch: 4)", cancellation.Token);

        // The training was cut short, and what was learned by then is kept.
        double after = engine.Evaluate("cross_entropy(net(x), y)").Required.ToScalar();
        Console.WriteLine($"{result.Status} after {steps} steps: loss {before:0.000} -> {after:0.000}");
        #endregion
        return (result.Status, steps, before, after);
    }
}
