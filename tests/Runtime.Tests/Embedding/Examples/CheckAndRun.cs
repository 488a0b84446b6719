using Dsl.Runtime.Embedding;

namespace Dsl.Runtime.Tests.Embedding.Examples;

/// <summary>Runs a script and reads values; what is wrong comes as data.</summary>
internal static class CheckAndRun
{
    public static async Task<(double Slope, string Mistake)> RunAsync()
    {
        #region Example
        using var engine = new ScriptEngine();

        ScriptResult result = await engine.RunAsync("""
            x = [1, 2, 3, 4]
            y = 2 * x + 1
            slope = sum((x - mean(x)) * (y - mean(y))) / sum((x - mean(x))^2)
            print("the slope is {slope}")
            """);
        foreach (string line in result.Output)
            Console.WriteLine(line);

        double slope = engine.Evaluate("slope").Required.ToScalar();
        TensorData line2 = engine.Evaluate("slope * x + 1").Required;      // an expression, computed now
        Console.WriteLine($"{line2}: {string.Join(" ", line2.Floats.ToArray())}");

        // A mistake is no exception: nothing ran, and the diagnostics say why.
        ScriptResult wrong = await engine.RunAsync("z = y @ [[1, 2], [3, 4]]");
        ScriptDiagnostic mistake = wrong.Diagnostics[0];
        Console.WriteLine($"{wrong.Status}: line {mistake.Line}, {mistake.Code}: {mistake.Message}");
        #endregion
        return (slope, mistake.Code);
    }
}
