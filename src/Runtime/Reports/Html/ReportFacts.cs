using System.Collections.Immutable;

namespace Dsl.Runtime.Reports.Html;

/// <summary>What a report says about a run besides what the run itself showed.</summary>
/// <param name="ScriptName">The script's file name.</param>
/// <param name="ScriptText">Its text, as it ran.</param>
/// <param name="Outcome">How the run ended, in a few words.</param>
/// <param name="IsSuccess">Whether it came to its end.</param>
/// <param name="Problem">What stopped it; null for nothing.</param>
/// <param name="Facts">Names and values for the table at the top: when, how long, where, with which seed.</param>
/// <param name="Settings">The script's settings with the values they had, and whether those came from the command line.</param>
public sealed record ReportFacts(
    string ScriptName,
    string ScriptText,
    string Outcome,
    bool IsSuccess,
    string? Problem,
    ImmutableArray<KeyValuePair<string, string>> Facts,
    ImmutableArray<(string Name, string Value, bool IsGiven)> Settings);
