using Dsl.Runtime.Embedding;

namespace Dsl.Runtime.Tests.Embedding.Examples;

/// <summary>Runs a script of a file with other settings.</summary>
internal static class RunAFile
{
    public static async Task<(ScriptStatus Status, long Weights)> RunAsync(string path)
    {
        #region Example
        using var engine = new ScriptEngine(new ScriptEngineOptions { Line = Console.WriteLine });

        // The file binds epochs = 20 at its top; files that it names are looked for beside it.
        ScriptResult result = await engine.RunFileAsync(path, new Dictionary<string, string> { ["epochs"] = "2" });
        if (!result.IsSuccess)
            Console.WriteLine(result.Diagnostics[0]);        // the whole report, as nn shows it

        double weights = engine.Evaluate("parameter_count(net)").Required.ToScalar();
        TensorData first = engine.Evaluate("net.dense_1.W").Required;
        Console.WriteLine($"{weights} weights, the first of them {first}");
        #endregion
        return (result.Status, (long)weights);
    }
}
