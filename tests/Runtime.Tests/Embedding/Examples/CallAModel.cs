using Dsl.Runtime.Embedding;

namespace Dsl.Runtime.Tests.Embedding.Examples;

/// <summary>Trains a model by a script and calls it with arrays and spans.</summary>
internal static class CallAModel
{
    public static async Task<(float[] Scores, float[] Again)> RunAsync()
    {
        #region Example
        using var engine = new ScriptEngine(new ScriptEngineOptions { Seed = 1 });
        await engine.RunAsync("""
            model Net() (x: [batch, 2]) -> [batch, 2] = x |> dense(16) |> relu |> dense(2)
            net = Net()
            train(net, make_moons(200, noise: 0.1), loss: cross_entropy, optimizer: adam(lr: 1e-2), epochs: 40, batch: 16)
            """);
        ScriptModel net = engine.GetModel("net");

        // With tensors: any number of rows, compiled once for each shape.
        TensorData scores = net.Apply(TensorData.FromFloats([0.0f, 1.0f, 1.0f, -0.5f], 2, 2));
        Console.WriteLine($"{scores}, the first row: {scores[0, 0]:0.00} {scores[0, 1]:0.00}");

        // From span to span, for many calls one after another.
        float[] point = [0.0f, 1.0f], result = new float[2];
        net.Apply(point, [1, 2], result);
        #endregion
        return (scores.Floats.ToArray(), result);
    }
}
