namespace Dsl.Language.Binding;

/// <summary>How much may be evaluated while a script is checked, so that checking ends whatever the script says.</summary>
/// <param name="limit">The most evaluations.</param>
/// <param name="cancel">Ends the work early: the next evaluation throws.</param>
internal sealed class ElaborationBudget(int limit, CancellationToken cancel = default)
{
    /// <summary>The most nodes of a graph; gradients of gradients grow it without evaluating much.</summary>
    public const int NodeLimit = 150_000;

    /// <summary>The most evaluations.</summary>
    public int Limit => limit;

    /// <summary>The evaluations so far; they stop counting at the limit.</summary>
    public int Spent { get; private set; }

    /// <summary>Whether nothing is left.</summary>
    public bool IsExhausted => Spent >= limit;

    /// <summary>Whether somebody was told that nothing is left: one report is enough.</summary>
    public bool IsReported { get; set; }

    /// <summary>Takes one evaluation; false when none is left.</summary>
    public bool Spend() => Spend(1);

    /// <summary>Takes some evaluations; false when not so many are left.</summary>
    /// <exception cref="OperationCanceledException">Whoever asked wants the result no more.</exception>
    public bool Spend(int count)
    {
        cancel.ThrowIfCancellationRequested();
        if (count > limit - Spent)
            return false;
        Spent += count;
        return true;
    }

    /// <summary>A budget of its own for a part of the work, which ends early together with this.</summary>
    public ElaborationBudget ForPart(int most) => new(most, cancel);

    /// <summary>Takes all that is left.</summary>
    public void Exhaust() => Spent = limit;
}
