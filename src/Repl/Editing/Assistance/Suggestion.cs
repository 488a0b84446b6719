namespace Dsl.Repl.Editing.Assistance;

/// <summary>Something that could be meant.</summary>
/// <param name="Label">What the menu shows.</param>
/// <param name="Detail">A few words beside it, such as its shape.</param>
/// <param name="Documentation">What it is, in a sentence or more.</param>
/// <param name="Insertion">What is inserted.</param>
/// <param name="Caret">Where the cursor then is in it.</param>
internal sealed record Suggestion(string Label, string? Detail, string? Documentation, string Insertion, int Caret);
