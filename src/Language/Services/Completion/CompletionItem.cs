namespace Dsl.Language.Services.Completion;

/// <summary>A proposal for what to write at a cursor.</summary>
/// <param name="Label">What the reader sees and filters by.</param>
/// <param name="Kind">What it stands for.</param>
/// <param name="Detail">A few words beside it: a shape, a signature.</param>
/// <param name="Documentation">What it does, in Markdown.</param>
/// <param name="InsertText">What is written.</param>
/// <param name="IsSnippet">Whether the text holds places to fill in, written as <c>${1:name}</c> and <c>$0</c>.</param>
/// <param name="SortText">Puts proposals into their order when compared character by character.</param>
public sealed record CompletionItem(string Label, CompletionKind Kind, string? Detail, string? Documentation, string InsertText, bool IsSnippet, string SortText);
