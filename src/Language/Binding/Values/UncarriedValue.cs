namespace Dsl.Language.Binding.Values;

/// <summary>Stands within the body of a loop that the run repeats for a name whose value from the turn before the run cannot know: whoever reads it before it is bound anew reports that.</summary>
/// <param name="Before">What the name stands for before the loop.</param>
internal sealed record UncarriedValue(Value Before) : Value;
