namespace Dsl.DeviceChecks.Running;

/// <summary>A line of what the checks write: what happened, the suite, the check, and more about it, with tabs between.</summary>
internal static class CheckLine
{
    public const string Begin = "begin";
    public const string Good = "good";
    public const string Bad = "bad";

    public static string Format(string kind, string suite, string name, string text) =>
        $"{kind}\t{suite}\t{name}\t{text.ReplaceLineEndings(" | ").Replace('\t', ' ')}";

    /// <summary>The parts of a line; null when it is none of ours.</summary>
    public static (string Kind, string Suite, string Name, string Text)? Parse(string line) =>
        line.Split('\t') is [var kind and (Begin or Good or Bad), var suite, var name, var text] ? (kind, suite, name, text) : null;
}
