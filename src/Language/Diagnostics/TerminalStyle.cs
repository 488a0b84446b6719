namespace Dsl.Language.Diagnostics;

/// <summary>The roles of text in a printed diagnostic, each with a colour.</summary>
internal enum TerminalStyle
{
    Error,
    Warning,
    Information,
    Strong,
    Gutter,
    Remark,
    Help,
}
