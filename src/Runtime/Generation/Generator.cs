using Dsl.Language.Diagnostics;
using Dsl.Language.Programs;
using Dsl.Language.Types;
using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Generation;

/// <summary>Continues a prompt: scores from the model, a choice among them, and the next round; compiled once however often it is run.</summary>
public sealed class Generator : IDisposable
{
    private readonly GenerationContext context;
    private readonly GenerateAction action;
    private readonly IncrementalScoring? incremental;
    private readonly WholeScoring whole;
    private readonly Dictionary<DimensionSymbol, Dimension> batchSize = [];
    private Computation? choice;
    private bool isNoticeGiven;

    public Generator(GenerationContext context, GenerateAction action)
    {
        this.context = context;
        this.action = action;
        whole = new WholeScoring(context.Run, action);
        incremental = action.Model.Incremental is { } form ? new IncrementalScoring(context.Run, action, form) : null;
    }

    private ExecutionEnvironment Environment => context.Run.Environment;

    /// <summary>Continues text.</summary>
    public Diagnostic? Run(string prompt, CancellationToken cancellation)
    {
        var encoded = context.Find(action.Tokenizer!.Encoder).Encode(prompt);
        return encoded.Tokens is { } tokens ? Run(tokens, 1, cancellation) : context.Report(encoded.Failure!, action.Location);
    }

    /// <summary>Continues rows of tokens.</summary>
    /// <param name="prompt">The tokens, one row after another.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="cancellation">Ends it between tokens.</param>
    /// <returns>Null, or the fault that stopped it.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public Diagnostic? Run(ReadOnlySpan<long> prompt, int rows, CancellationToken cancellation)
    {
        if (rows == 0 || prompt.IsEmpty)
            return new Diagnostic(ExecutionErrors.EmptyPrompt, action.Location, "the prompt is empty; a model continues at least one token");
        var seed = Environment.Input(context.Run.Seed).GetDouble(0);
        if (action.Settings.Seed is { } own)
            Environment.SetScalar(context.Run.Seed, own);
        var tokens = new GeneratedTokens(prompt, rows);
        var fault = Generate(tokens, cancellation);
        Environment.SetScalar(context.Run.Seed, seed);
        if (fault is null)
            Supply(tokens);
        return fault;
    }

    public void Dispose()
    {
        choice?.Dispose();
        incremental?.Dispose();
        whole.Dispose();
    }

    private Diagnostic? Generate(GeneratedTokens tokens, CancellationToken cancellation)
    {
        var total = tokens.PromptLength + action.Settings.Length;
        if (whole.FindLimit(tokens.Rows, total - 1, out var limit) is { } tooSmall)
            return tooSmall;
        if (whole.FindUnmet(tokens.Rows, Math.Min(limit, tokens.PromptLength), Math.Min(limit, total - 1)) is { } unmet)
            return unmet;
        var text = action.Settings.Stream || action.Settings.Stop is not null
            ? new TextFollower(context.Find(action.Tokenizer!.Decoder), action.Settings, context.Run.Output)
            : null;
        text?.Begin(tokens);
        incremental?.Start(tokens.Rows, Math.Min(limit, total - 1));
        NoticeObstacle();
        while (tokens.Count < total)
        {
            cancellation.ThrowIfCancellationRequested();
            var scored = incremental is not null && tokens.Count <= limit
                ? incremental.Score(tokens, cancellation, out var scores)
                : whole.Score(tokens, (int)Math.Min(limit, tokens.Count), cancellation, out scores);
            if (scored is { } fault)
                return fault;
            if (Choose(tokens, scores!, cancellation) is { } choiceFault)
                return choiceFault;
            if (text is not null && text.Follow(tokens))
                break;
        }

        text?.End();
        return null;
    }

    private Diagnostic? Choose(GeneratedTokens tokens, Tensor scores, CancellationToken cancellation)
    {
        batchSize[action.Model.Batch] = tokens.Rows;
        Environment.SetInput(action.Choice.Scores, scores);
        Environment.SetScalar(action.Choice.Draw, tokens.Count - tokens.PromptLength);
        choice ??= new Computation(context.Run.Backend, Environment, action.Location, [action.Choice.Token], [], batchSize);
        if (choice.Run(cancellation) is { } fault)
            return fault;
        tokens.Add(choice.Output(0).AsSpan<long>());
        return null;
    }

    private void Supply(GeneratedTokens tokens)
    {
        Environment.SetSize(action.ResultLength, tokens.Count);
        var isOneRow = action.Result.Type.Rank == 1;
        var target = Environment.InputStorage(action.Result, isOneRow ? [tokens.Count] : [tokens.Rows, tokens.Count]);
        tokens.CopyTo(0, tokens.Count, target.AsSpan<long>());
    }

    private void NoticeObstacle()
    {
        if (isNoticeGiven || action.Model.Obstacle is not { } obstacle)
            return;
        isNoticeGiven = true;
        var place = action.Model.PlaceOfObstacle ?? action.Location;
        context.Run.Output.WriteNotice($"{place}: every token is computed from the whole sequence anew, since `{obstacle.Node.Operator.Symbol ?? obstacle.Node.Operator.Name}` {obstacle.Reason}");
    }
}
