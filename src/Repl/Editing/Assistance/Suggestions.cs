namespace Dsl.Repl.Editing.Assistance;

/// <summary>What could be meant at a place of an entry, the best first.</summary>
/// <param name="Start">Where what is replaced begins.</param>
/// <param name="End">Where it ends.</param>
/// <param name="Items">What it could become.</param>
internal sealed record Suggestions(int Start, int End, IReadOnlyList<Suggestion> Items);
