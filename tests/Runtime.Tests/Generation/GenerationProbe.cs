using Dsl.Language.Compilation;
using Dsl.Language.Programs;
using Dsl.Language.Text;
using Dsl.Runtime.Data;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Generation;
using Dsl.Runtime.Scripts;
using Dsl.Runtime.Tests.Suite;
using RecordedOutput = Dsl.Runtime.Tests.Execution.RecordedOutput;

namespace Dsl.Runtime.Tests.Generation;

/// <summary>A script whose last statement generates, run up to it: its two ways to scores can be asked for the same tokens.</summary>
internal sealed class GenerationProbe : IDisposable
{
    private readonly RunContext context;

    public GenerationProbe(string model, IBackend backend, string settings = "")
    {
        var source = new SourceText("generate.nn", $"{model}\nnet = Net()\ny = generate(net, [3, 1, 4], length: 12{settings})\n");
        var files = new FileSystemFileSource(RepositoryPaths.Examples, RepositoryPaths.Data);
        var compiled = ScriptCompiler.Compile(source, new CompilationOptions(files));
        Assert.True(compiled.Program is not null, string.Join('\n', compiled.Diagnostics.Select(static d => d.Message)));
        Action = compiled.Program!.Actions.OfType<GenerateAction>().Single();
        context = new RunContext(compiled.Program, new RunOptions(backend, Output, files, "generate.nn"));
        Assert.Null(new ActionRunner(context).Run([.. compiled.Program.Actions.TakeWhile(static a => a is not GenerateAction)]));
    }

    public GenerateAction Action { get; }

    public RecordedOutput Output { get; } = new();

    /// <summary>The scores after each token of a sequence, from the incremental form; a prompt of so many tokens is given at once.</summary>
    public double[][] ScoresByStep(long[] tokens, int rows = 1, int prompt = 1)
    {
        using var scoring = new IncrementalScoring(context.Training, Action, Action.Model.Incremental!);
        scoring.Start(rows, tokens.Length / rows);
        return Scores(tokens, rows, prompt, (GeneratedTokens sequence, out Tensor? scores) => scoring.Score(sequence, CancellationToken.None, out scores));
    }

    /// <summary>The same from the whole sequence up to each token.</summary>
    public double[][] ScoresOfWhole(long[] tokens, int rows = 1, int prompt = 1)
    {
        using var scoring = new WholeScoring(context.Training, Action);
        return Scores(tokens, rows, prompt, (GeneratedTokens sequence, out Tensor? scores) => scoring.Score(sequence, sequence.Count, CancellationToken.None, out scores));
    }

    /// <summary>Generates and gives all tokens.</summary>
    public long[] Generate()
    {
        Assert.Null(new ActionRunner(context).Run([Action]));
        return context.Environment.Input(Action.Result).AsSpan<long>().ToArray();
    }

    /// <summary>Generates with every token computed from the whole sequence.</summary>
    public long[] GenerateFromWhole()
    {
        var action = Action with { Model = Action.Model with { Incremental = null } };
        Assert.Null(new ActionRunner(context).Run([action]));
        return context.Environment.Input(action.Result).AsSpan<long>().ToArray();
    }

    public void Dispose() => context.Dispose();

    private static double[][] Scores(long[] tokens, int rows, int prompt, Scorer score)
    {
        var length = tokens.Length / rows;
        var sequence = new GeneratedTokens([.. Enumerable.Range(0, rows).SelectMany(row => tokens[(row * length)..((row * length) + prompt)])], rows);
        var scores = new double[length - prompt + 1][];
        for (var i = 0; i < scores.Length; i++)
        {
            Assert.Null(score(sequence, out var tensor));
            scores[i] = tensor!.ToDoubles();
            if (prompt + i < length)
                sequence.Add([.. Enumerable.Range(0, rows).Select(row => tokens[(row * length) + prompt + i])]);
        }

        return scores;
    }

    private delegate Dsl.Language.Diagnostics.Diagnostic? Scorer(GeneratedTokens tokens, out Tensor? scores);
}
