using Dsl.Language.Text;

namespace Dsl.Language.Programs;

/// <summary>Shows the value of an entry to whoever typed it: of a tensor its type and range and its numbers, cut to the window.</summary>
public sealed record EchoAction(SourceLocation Location, ProgramValue Value) : ScriptAction(Location);
