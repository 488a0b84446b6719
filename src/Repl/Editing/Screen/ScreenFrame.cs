namespace Dsl.Repl.Editing.Screen;

/// <summary>The lines that the prompt shows at a moment, and where the cursor stands in them. No line fills the window's last column.</summary>
/// <param name="Rows">The lines, at least one, no more than the window has.</param>
/// <param name="CursorRow">The line of the cursor.</param>
/// <param name="CursorColumn">Its column, in columns of the terminal.</param>
internal sealed record ScreenFrame(IReadOnlyList<ScreenRow> Rows, int CursorRow, int CursorColumn);
