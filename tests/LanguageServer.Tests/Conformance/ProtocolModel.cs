using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace Dsl.LanguageServer.Tests.Conformance;

/// <summary>The types of the protocol's own TypeScript declarations, from the npm package <c>vscode-languageserver-protocol</c>.</summary>
internal sealed class ProtocolModel
{
    private const string Packages = "typescript@5.9.3 vscode-languageserver-protocol@3.18.5";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly Lazy<ProtocolModel?> Only = new(Make);

    private readonly JsonElement methods;
    private readonly JsonElement types;

    private ProtocolModel(JsonElement root)
    {
        methods = root.GetProperty("methods");
        types = root.GetProperty("types");
    }

    /// <summary>The model; null where npm or its packages are not to be had.</summary>
    public static ProtocolModel? Instance => Only.Value;

    /// <summary>The types of a method's parameters and result; null where it is no method of the protocol.</summary>
    public (int? Parameters, int? Result)? Method(string name) =>
        methods.TryGetProperty(name, out var method) ? (Number(method.GetProperty("parameters")), Number(method.GetProperty("result"))) : null;

    /// <summary>The alternatives of a type, none of which is a choice again.</summary>
    public IReadOnlyList<JsonElement> Alternatives(int type)
    {
        var description = types[type];
        return description.GetProperty("kind").GetString() == "union"
            ? [.. description.GetProperty("of").EnumerateArray().SelectMany(inner => Alternatives(inner.GetInt32()))]
            : [description];
    }

    private static int? Number(JsonElement value) => value.ValueKind == JsonValueKind.Number ? value.GetInt32() : null;

    // The packages are fetched once for a machine.
    private static ProtocolModel? Make()
    {
        var folder = Path.Combine(Path.GetTempPath(), "nn-protocol-model-3.18.5");
        try
        {
            if (!File.Exists(Path.Combine(folder, "node_modules", "typescript", "package.json")) || !File.Exists(Path.Combine(folder, "node_modules", "vscode-languageserver-protocol", "package.json")))
            {
                Directory.CreateDirectory(folder);
                File.WriteAllText(Path.Combine(folder, "package.json"), """{"name": "protocol-model", "private": true}""");
                if (Run(folder, OperatingSystem.IsWindows() ? "npm.cmd" : "npm", $"install --no-audit --no-fund --ignore-scripts {Packages}") is null)
                    return null;
            }

            var printed = Run(folder, "node", $"\"{Path.Combine(RepositoryFolder.Root, "tests", "LanguageServer.Tests", "Conformance", "protocol-model.mjs")}\" \"{folder}\"");
            return printed is null ? null : new ProtocolModel(JsonDocument.Parse(printed).RootElement);
        }
        catch (Exception exception) when (exception is Win32Exception or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string? Run(string folder, string program, string arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        _ = process.StandardError.ReadToEndAsync();
        if (process.WaitForExit(Patience))
            return process.ExitCode == 0 ? output.GetAwaiter().GetResult() : null;
        process.Kill();
        return null;
    }
}
