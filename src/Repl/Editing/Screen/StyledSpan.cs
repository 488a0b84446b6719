namespace Dsl.Repl.Editing.Screen;

/// <summary>A stretch of an entry and its look.</summary>
/// <param name="Start">Where it begins, in code units.</param>
/// <param name="Length">How long it is.</param>
/// <param name="Style">How it looks.</param>
internal readonly record struct StyledSpan(int Start, int Length, ScreenStyle Style);
