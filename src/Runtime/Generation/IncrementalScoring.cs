using System.Collections.Immutable;
using Dsl.Language.Diagnostics;
using Dsl.Language.Graph;
using Dsl.Language.Incremental;
using Dsl.Language.Programs;
using Dsl.Language.Types;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Training;

namespace Dsl.Runtime.Generation;

/// <summary>Scores of the next token from the last one, with what earlier ones left behind.</summary>
internal sealed class IncrementalScoring(TrainingContext context, GenerateAction action, IncrementalForm form) : IDisposable
{
    // Histories have room for a multiple of this, so that prompts of different length share one compilation.
    private const long CapacityStep = 64;

    // A prompt of fewer tokens is not worth a computation of its own length.
    private const int FewestForWhole = 16;

    private Computation? beginning;
    private Computation? prompt;
    private int promptLength;
    private Computation? step;
    private (int Rows, long Capacity) size;
    private int taken;
    private bool hasBegun;

    /// <summary>Makes ready for new sequences.</summary>
    /// <param name="rows">The number of sequences.</param>
    /// <param name="longest">The most positions that will be taken in.</param>
    public void Start(int rows, long longest)
    {
        taken = 0;
        hasBegun = false;
        var capacity = Math.Min((longest + CapacityStep - 1) / CapacityStep * CapacityStep, Math.Max(longest, action.Model.LongestSequence ?? long.MaxValue));
        if (step is not null && size.Rows == rows && size.Capacity >= longest && size.Capacity <= capacity)
            return;
        Dispose();
        // A table of the model may end before the next multiple.
        if (!Fits(rows, capacity))
            capacity = longest;
        size = (rows, capacity);
        var sizes = Sizes(rows, capacity);
        ImmutableArray<VariableAssignment> first = [.. form.States.Select(static s => new VariableAssignment(s.Variable, s.Initial))];
        beginning = first.IsEmpty ? null : new Computation(context.Backend, context.Environment, action.Location, [], first, sizes);
        step = new Computation(
            context.Backend, context.Environment, action.Location, [form.Output], [.. form.States.Select(static s => new VariableAssignment(s.Variable, s.Next))], sizes);
    }

    /// <summary>The scores after the last token: takes in the tokens that came since the last time.</summary>
    public Diagnostic? Score(GeneratedTokens tokens, CancellationToken cancellation, out Tensor? scores)
    {
        scores = null;
        if (!hasBegun && Begin(tokens, cancellation, out scores) is { } beginningFault)
            return beginningFault;
        if (!hasBegun && taken > 0)
        {
            hasBegun = true;
            return null;
        }

        hasBegun = true;
        var input = context.Environment.InputStorage(form.Input, [tokens.Rows, 1]);
        while (taken < tokens.Count)
        {
            cancellation.ThrowIfCancellationRequested();
            tokens.CopyTo(taken, 1, input.AsSpan<long>());
            context.Environment.SetScalar(form.Position, taken);
            if (step!.Run(cancellation) is { } fault)
                return fault;
            taken++;
        }

        scores = step!.Output(0);
        return null;
    }

    private Dictionary<DimensionSymbol, Dimension> Sizes(int rows, long capacity) => new() { [action.Model.Batch] = rows, [form.Capacity] = capacity };

    private bool Fits(int rows, long capacity)
    {
        var sizes = context.Environment.Sizes.ToDictionary();
        foreach (var (symbol, value) in Sizes(rows, capacity))
            sizes[symbol] = value;
        return GraphSpecializer.Specialize([form.Output, .. form.States.Select(static s => s.Next)], sizes).Failure is null;
    }

    /// <summary>Takes in a long prompt at once; else only makes ready.</summary>
    private Diagnostic? Begin(GeneratedTokens tokens, CancellationToken cancellation, out Tensor? scores)
    {
        scores = null;
        if (tokens.Count < FewestForWhole || form.States.Any(static s => s.AfterWhole is null))
            return beginning?.Run(cancellation);
        if (prompt is null || promptLength != tokens.Count)
        {
            prompt?.Dispose();
            promptLength = tokens.Count;
            var sizes = new Dictionary<DimensionSymbol, Dimension>
            {
                [action.Model.Batch] = size.Rows,
                [action.Model.Length] = promptLength,
                [form.Capacity] = size.Capacity,
            };
            prompt = new Computation(
                context.Backend, context.Environment, action.Location, [action.Model.Scores],
                [.. form.States.Select(static s => new VariableAssignment(s.Variable, s.AfterWhole!))], sizes);
        }

        tokens.CopyTo(0, promptLength, context.Environment.InputStorage(action.Model.Tokens, [size.Rows, promptLength]).AsSpan<long>());
        if (prompt.Run(cancellation) is { } fault)
            return fault;
        taken = promptLength;
        scores = prompt.Output(0);
        return null;
    }

    public void Dispose()
    {
        prompt?.Dispose();
        prompt = null;
        beginning?.Dispose();
        step?.Dispose();
        (beginning, step) = (null, null);
    }
}
