using Dsl.Language.Diagnostics;
using Dsl.Language.Graph;
using Dsl.Language.Programs;
using Dsl.Language.Types;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Training;

namespace Dsl.Runtime.Generation;

/// <summary>Scores of the next token from the whole sequence, or from as much of its end as the model takes.</summary>
internal sealed class WholeScoring(TrainingContext context, GenerateAction action) : IDisposable
{
    private readonly GenerationModel model = action.Model;
    private Computation? computation;
    private (int Rows, int Length) size;

    /// <summary>The longest sequence that the model takes.</summary>
    /// <param name="rows">The number of sequences.</param>
    /// <param name="wanted">The length that is needed; a longer one is not looked for.</param>
    /// <param name="limit">The longest length up to that.</param>
    /// <returns>Null, or why not even one token can be taken.</returns>
    public Diagnostic? FindLimit(int rows, long wanted, out long limit)
    {
        limit = Math.Min(wanted, model.LongestSequence ?? wanted);
        if (Problem(rows, limit) is null)
            return null;
        if (Problem(rows, 1) is { } problem)
            return problem;
        var (fits, fails) = (1L, limit);
        while (fails - fits > 1)
        {
            var middle = (fits + fails) / 2;
            if (Problem(rows, middle) is null)
                fits = middle;
            else
                fails = middle;
        }

        limit = fits;
        return null;
    }

    /// <summary>The first requirement that one of the lengths to be scored does not meet.</summary>
    /// <param name="rows">The number of sequences.</param>
    /// <param name="shortest">The smallest length.</param>
    /// <param name="longest">The largest length.</param>
    /// <returns>Null where every length meets all of them.</returns>
    public Diagnostic? FindUnmet(int rows, long shortest, long longest)
    {
        if (model.Requirements.IsEmpty)
            return null;
        var sizes = AllSizes(rows, shortest);
        for (var length = shortest; length <= longest; length++)
        {
            sizes[model.Length] = length;
            foreach (var requirement in model.Requirements)
            {
                if (requirement.Condition.Holds(sizes) == false)
                    return new Diagnostic(ExecutionErrors.SizeNotPossible, requirement.Location, $"the model does not take a sequence of {length}: {requirement.Message}");
            }
        }

        return null;
    }

    /// <summary>The scores after the last token, from so many of the last tokens.</summary>
    public Diagnostic? Score(GeneratedTokens tokens, int length, CancellationToken cancellation, out Tensor? scores)
    {
        scores = null;
        if (computation is null || size != (tokens.Rows, length))
        {
            computation?.Dispose();
            computation = new Computation(context.Backend, context.Environment, action.Location, [model.Scores], [], Sizes(tokens.Rows, length));
            size = (tokens.Rows, length);
        }

        var input = context.Environment.InputStorage(model.Tokens, [tokens.Rows, length]);
        tokens.CopyTo(tokens.Count - length, length, input.AsSpan<long>());
        if (computation.Run(cancellation) is { } fault)
            return fault;
        scores = computation.Output(0);
        return null;
    }

    public void Dispose() => computation?.Dispose();

    private Dictionary<DimensionSymbol, Dimension> Sizes(int rows, long length) => new() { [model.Batch] = rows, [model.Length] = length };

    private Dictionary<DimensionSymbol, Dimension> AllSizes(int rows, long length)
    {
        var sizes = context.Environment.Sizes.ToDictionary();
        foreach (var (symbol, value) in Sizes(rows, length))
            sizes[symbol] = value;
        return sizes;
    }

    private Diagnostic? Problem(int rows, long length)
    {
        var result = GraphSpecializer.Specialize([model.Scores], AllSizes(rows, length));
        return result.Failure is { } failure
            ? new Diagnostic(ExecutionErrors.SizeNotPossible, failure.Node.Location ?? action.Location, $"the model does not take a sequence of {length}: {failure.Message}")
            : null;
    }
}
