using Dsl.Runtime.Storage;

namespace Dsl.Repl;

/// <summary><c>nn new</c>: writes a script to start from.</summary>
internal static class NewCommand
{
    /// <summary>A whole small task that needs no data files.</summary>
    public const string Script =
        """
        ## Tells two half moons apart. Change what you like, and run it with: nn run FILE

        seed(7)

        ## Points of the plane to the scores of two classes.
        model Net(hidden: int) (x: [batch, 2]) -> [batch, 2] = x |> dense(hidden) |> tanh |> dense(2)

        moons = make_moons(400, noise: 0.1) |> split(0.8)
        net = Net(16)
        history = train(net, moons.train, loss: cross_entropy, optimizer: adam(lr: 1e-2), epochs: 60, batch: 32, validate: moons.test, silent: true)

        plot(history.loss)
        print("{parameter_count(net)} parameters, accuracy {accuracy(net, moons.test):.1%}")

        """;

    /// <param name="terminal">The program's streams.</param>
    /// <param name="path">Where to; a file that is there already is left as it is.</param>
    public static int Run(Terminal terminal, string path)
    {
        try
        {
            if (File.Exists(path) || Directory.Exists(path))
                return Complain(terminal, $"'{path}' is there already, and nothing is written over it");
            using (var writer = new StreamWriter(new FileStream(path, FileMode.CreateNew, FileAccess.Write)) { NewLine = "\n" })
                writer.Write(Script.ReplaceLineEndings("\n"));
            var shown = VisibleText.Of(path);
            terminal.Output.WriteLine($"{shown} is written; nn run {(shown.Contains(' ') ? $"\"{shown}\"" : shown)} runs it");
            return ExitCode.Success;
        }
        catch (Exception exception) when (AtomicFile.IsExpected(exception))
        {
            return Complain(terminal, $"'{path}' cannot be written: {AtomicFile.Reason(exception)}");
        }
    }

    private static int Complain(Terminal terminal, string problem)
    {
        terminal.Error.WriteLine($"nn: {VisibleText.Of(problem)}");
        return ExitCode.Usage;
    }
}
