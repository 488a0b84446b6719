namespace Dsl.Language.Binding.Values;

/// <summary>
/// Stands within the body of a loop that the run repeats for a name whose value from the turn before the run cannot know, and after the loop for a name whose last value cannot be
/// taken out of it: whoever reads it before it is bound anew reports that.
/// </summary>
/// <param name="Before">What the name stands for before the loop.</param>
internal sealed record UncarriedValue(Value Before) : Value
{
    /// <summary>Whether the loop is over.</summary>
    public bool IsFromLoop { get; init; }
}
