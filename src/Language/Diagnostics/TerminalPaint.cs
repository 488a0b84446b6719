namespace Dsl.Language.Diagnostics;

/// <summary>Colours text by the escapes of ECMA-48, or leaves it plain.</summary>
internal readonly struct TerminalPaint(bool isOn)
{
    public static TerminalStyle StyleOf(DiagnosticSeverity severity) => severity switch
    {
        DiagnosticSeverity.Error => TerminalStyle.Error,
        DiagnosticSeverity.Warning => TerminalStyle.Warning,
        _ => TerminalStyle.Information,
    };

    public string Apply(TerminalStyle style, string text)
    {
        if (!isOn || text.Length == 0)
            return text;
        var code = style switch
        {
            TerminalStyle.Error => "1;31",
            TerminalStyle.Warning => "1;33",
            TerminalStyle.Information => "1;36",
            TerminalStyle.Strong => "1",
            TerminalStyle.Gutter => "34",
            TerminalStyle.Remark => "36",
            _ => "32",
        };
        return $"\e[{code}m{text}\e[0m";
    }
}
