using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Dsl.Language.Compilation;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Reports;
using Dsl.Runtime.Reports.Html;
using Dsl.Runtime.Scripts;

namespace Dsl.Repl;

/// <summary>The page that <c>nn run --report</c> writes: what was asked for, where and when it ran, and what the run showed.</summary>
/// <param name="request">What was asked for.</param>
/// <param name="path">The page's file.</param>
/// <param name="compiled">The script, as it runs.</param>
/// <param name="device">What computes.</param>
internal sealed class RunReport(RunRequest request, string path, CompiledScript compiled, string device)
{
    private readonly DateTimeOffset begun = DateTimeOffset.Now;
    private readonly Stopwatch clock = Stopwatch.StartNew();

    /// <summary>Takes what the run shows.</summary>
    public RunRecord Record { get; } = new();

    /// <summary>Writes the page.</summary>
    /// <returns>False after a message on standard error.</returns>
    public bool Write(Terminal terminal, RunResult result)
    {
        var outcome = result.Reason switch
        {
            RunEnd.Completed => "ran to its end",
            RunEnd.Faulted => "stopped by a fault",
            _ => "interrupted",
        };
        var problem = result.Fault is { } fault ? $"{fault.Code}, line {fault.Location.LineNumber}: {fault.Descriptor.Title}\n{fault.Message}" : null;
        var name = request.Path == ScriptFile.StandardInput ? "standard input" : Path.GetFileName(request.Path);
        var facts = new ReportFacts(name, compiled.Source.Content, outcome, result.Reason == RunEnd.Completed, problem, Facts(), Settings());
        return OutputFile.Write(terminal, path, HtmlReport.Write(facts, Record));
    }

    private ImmutableArray<KeyValuePair<string, string>> Facts()
    {
        var machine = MachineDescription.Here();
        return
        [
            KeyValuePair.Create("begun", begun.ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture)),
            KeyValuePair.Create("took", HtmlReport.Duration(clock.Elapsed)),
            KeyValuePair.Create("device", device),
            KeyValuePair.Create("threads", string.Create(CultureInfo.InvariantCulture, $"{(request.Threads > 0 ? request.Threads : machine.Cores)} of {machine.Cores} cores, vectors of {machine.VectorBits} bits")),
            KeyValuePair.Create("seed", string.Create(CultureInfo.InvariantCulture, $"{request.Seed}, until the script sets one")),
            KeyValuePair.Create("nn", ProgramVersion.Text),
            KeyValuePair.Create("runs on", $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}"),
        ];
    }

    private ImmutableArray<(string Name, string Value, bool IsGiven)> Settings()
    {
        var given = request.Settings.IsDefault ? [] : request.Settings.Select(static setting => setting.Key).ToHashSet();
        return [.. ScriptSettings.Of(compiled.Tree).Select(setting => (setting.Name, setting.Value.Location.Text, given.Contains(setting.Name)))];
    }
}
