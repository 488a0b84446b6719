namespace Dsl.Language.Services.Summaries;

/// <summary>A weight, or the weights of the same role in a loop taken together.</summary>
/// <param name="Path">Its path, a <c>*</c> for the turn of a loop.</param>
/// <param name="Count">How many weights.</param>
/// <param name="Shape">The shape of one; empty where they differ.</param>
/// <param name="Elements">The numbers in all of them.</param>
/// <param name="IsTrained">Whether it is a parameter, not a state.</param>
public sealed record SummarizedWeight(string Path, int Count, string Shape, long Elements, bool IsTrained);
