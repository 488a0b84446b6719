using System.Text.Json;

namespace Dsl.LanguageServer.Hosting;

/// <summary>When diagnostics are made.</summary>
internal enum DiagnosticsTime
{
    OnType,
    OnSave,
}

/// <summary>Which hints are shown.</summary>
internal enum HintSetting
{
    All,
    Changed,
    Off,
}

/// <summary>The user's settings below <c>nn</c>.</summary>
internal sealed record ServerSettings
{
    public static ServerSettings Default { get; } = new();

    public HintSetting Hints { get; init; } = HintSetting.All;

    public DiagnosticsTime Diagnostics { get; init; } = DiagnosticsTime.OnType;

    public bool RunLens { get; init; } = true;

    public bool TrainLens { get; init; } = true;

    public bool SummaryLens { get; init; } = true;

    public bool PromptLens { get; init; } = true;

    /// <summary>A folder in which scripts look for data, or null.</summary>
    public string? DataFolder { get; init; }

    /// <summary>Reads what a client sends; what is missing or of another kind keeps its default.</summary>
    /// <param name="settings">The object below <c>nn</c>, or one that has it.</param>
    /// <param name="dataFolder">The folder of data where the settings name none.</param>
    public static ServerSettings Read(JsonElement settings, string? dataFolder)
    {
        if (settings.ValueKind == JsonValueKind.Object && settings.TryGetProperty("nn", out var section))
            settings = section;
        return new ServerSettings
        {
            Hints = Text(Find(settings, "inlayHints", "mode")) switch { "off" => HintSetting.Off, "changed" => HintSetting.Changed, _ => HintSetting.All },
            Diagnostics = Text(Find(settings, "diagnostics", "run")) == "onSave" ? DiagnosticsTime.OnSave : DiagnosticsTime.OnType,
            RunLens = IsOn(Find(settings, "lenses", "run")),
            TrainLens = IsOn(Find(settings, "lenses", "train")),
            SummaryLens = IsOn(Find(settings, "lenses", "summary")),
            PromptLens = IsOn(Find(settings, "lenses", "openInPrompt")),
            DataFolder = Text(Find(settings, "dataFolder"))?.Trim() is { Length: > 0 } folder ? folder : dataFolder,
        };
    }

    private static string? Text(JsonElement? value) => value is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static bool IsOn(JsonElement? value) => value is not { ValueKind: JsonValueKind.False };

    private static JsonElement? Find(JsonElement settings, string group, string name) => Find(settings, group) is { } inner ? Find(inner, name) : null;

    private static JsonElement? Find(JsonElement settings, string name) =>
        settings.ValueKind == JsonValueKind.Object && settings.TryGetProperty(name, out var value) ? value : null;
}
