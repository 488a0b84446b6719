namespace Dsl.Repl.Editing.Devices;

/// <summary>How much a terminal shows.</summary>
internal readonly record struct TerminalSize(int Columns, int Rows);
