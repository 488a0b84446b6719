using System.Diagnostics;
using System.Globalization;
using Dsl.Language.Text;
using Dsl.Language.Syntax;
using Dsl.Runtime.Backends.Choice;

namespace Dsl.Repl.Prompt;

/// <summary>Commands about the entries as a script: files, time, device, seed, history.</summary>
internal static class ScriptCommands
{
    /// <summary>Runs a script as one entry.</summary>
    public static void Load(PromptState state, string path)
    {
        path = HomePath.Expand(path);
        if (path.Length == 0)
        {
            state.Complain(":load needs the path of a script");
            return;
        }

        // Standard input is where entries come from, so a dash is a file of that name.
        var file = path == ScriptFile.StandardInput ? Path.Combine(".", path) : path;
        if (ScriptFile.Read(state.Terminal, file) is not { } bytes)
            return;
        state.LoadedPath = file;
        var tree = SyntaxTree.ParseBytes(path, bytes);
        var invalid = tree.Diagnostics.Where(static d => d.Descriptor == SyntaxErrors.InvalidUtf8).ToArray();
        if (invalid.Length > 0)
            state.Report(invalid);
        else
            state.Enter(tree.Source);
    }

    /// <summary>Runs the script loaded last once more.</summary>
    public static void Reload(PromptState state)
    {
        if (state.LoadedPath is { } path)
            Load(state, path);
        else
            state.Complain("no script was loaded yet; :load FILE loads one");
    }

    /// <summary>Runs an entry and says how long it took.</summary>
    public static void Time(PromptState state, string entry)
    {
        if (entry.Length == 0)
        {
            state.Complain(":time needs an entry");
            return;
        }

        var watch = Stopwatch.StartNew();
        if (state.Enter(state.Source(entry)))
            state.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"took {watch.Elapsed.TotalSeconds:0.000} s"));
    }

    /// <summary>Says or sets the seed.</summary>
    public static void SetSeed(PromptState state, string text)
    {
        if (text.Length == 0)
            state.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"the seed is {state.Run.Seed}"));
        else if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seed))
            state.Enter(state.Source(string.Create(CultureInfo.InvariantCulture, $"seed({seed})")));
        else
            state.Complain(":seed needs a whole number that is not below 0");
    }

    /// <summary>Says what computes, or chooses it.</summary>
    public static void ChooseDevice(PromptState state, string name)
    {
        if (name.Length > 0 && !ComputeDevices.IsName(name))
        {
            var near = NearMiss.Find(name, ComputeDevices.Names);
            state.Complain($"there is no device {name}; {(near is null ? $"there is {string.Join(", ", ComputeDevices.Names)}" : $"did you mean {near}?")}");
            return;
        }

        if (name.Length > 0 && state.Device.Choose(name) is { } problem)
        {
            state.Complain($":device {name}: {problem}; {state.Device.Name} goes on computing");
            return;
        }

        var others = ComputeDevices.Names.Where(other => other != state.Device.Name);
        state.Output.WriteLine($"{state.Device.Name} computes; :device also takes {string.Join(", ", others)}");
    }

    /// <summary>Lists what was typed.</summary>
    public static void ShowHistory(PromptState state)
    {
        foreach (var entry in state.History.Entries)
            state.Output.WriteLine(entry);
        if (state.History.Problem is { } problem)
            state.Complain($"what is typed is not kept: {problem}");
    }

    /// <summary>Writes the entries that ran as a script.</summary>
    public static void Save(PromptState state, string path)
    {
        path = HomePath.Expand(path);
        if (path.Length == 0)
        {
            state.Complain(":save needs the path of a file to write");
            return;
        }

        if (state.Run.Entries.Count == 0)
        {
            state.Complain("no entry ran yet, so there is nothing to save");
            return;
        }

        if (SavedScript.Refuse(path) is { } problem)
        {
            state.Complain(problem);
            return;
        }

        var script = SavedScript.Of(state.Run.Entries);
        if (!OutputFile.Write(state.Terminal, path, script))
            return;

        state.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{state.Run.Entries.Count} {(state.Run.Entries.Count == 1 ? "entry is" : "entries are")} in {VisibleText.Of(path)}"));
        if (SavedScript.Check(path, script, state.Files) is { } mistake)
            state.Complain($"as a script of its own it has a mistake, because entries were checked one after another: {mistake}");
    }
}
