using System.Diagnostics;
using System.Globalization;
using Dsl.Language.Text;
using Dsl.Language.Syntax;

namespace Dsl.Repl.Prompt;

/// <summary>Commands about the session as a script: files, time, device, seed, history.</summary>
internal static class ScriptCommands
{
    /// <summary>Runs a script as one entry.</summary>
    public static void Load(PromptSession session, string path)
    {
        if (path.Length == 0)
        {
            session.Complain(":load needs the path of a script");
            return;
        }

        // Standard input is where entries come from, so a dash is a file of that name.
        var file = path == ScriptFile.StandardInput ? Path.Combine(".", path) : path;
        if (ScriptFile.Read(session.Terminal, file) is not { } bytes)
            return;
        session.LoadedPath = file;
        var tree = SyntaxTree.ParseBytes(path, bytes);
        var invalid = tree.Diagnostics.Where(static d => d.Descriptor == SyntaxErrors.InvalidUtf8).ToArray();
        if (invalid.Length > 0)
            session.Report(invalid);
        else
            session.Enter(tree.Source);
    }

    /// <summary>Runs the script loaded last once more.</summary>
    public static void Reload(PromptSession session)
    {
        if (session.LoadedPath is { } path)
            Load(session, path);
        else
            session.Complain("no script was loaded yet; :load FILE loads one");
    }

    /// <summary>Runs an entry and says how long it took.</summary>
    public static void Time(PromptSession session, string entry)
    {
        if (entry.Length == 0)
        {
            session.Complain(":time needs an entry");
            return;
        }

        var watch = Stopwatch.StartNew();
        session.Enter(session.Source(entry));
        session.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"took {watch.Elapsed.TotalSeconds:0.000} s"));
    }

    /// <summary>Says or sets the seed.</summary>
    public static void SetSeed(PromptSession session, string text)
    {
        if (text.Length == 0)
            session.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"the seed is {session.Run.Seed}"));
        else if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seed))
            session.Enter(session.Source(string.Create(CultureInfo.InvariantCulture, $"seed({seed})")));
        else
            session.Complain(":seed needs a whole number");
    }

    /// <summary>Says what computes, or chooses it.</summary>
    public static void ChooseDevice(PromptSession session, string name)
    {
        if (name.Length > 0 && !BackendChoice.Names.Contains(name))
        {
            var near = NearMiss.Find(name, BackendChoice.Names);
            session.Complain($"there is no device {name}; {(near is null ? $"there is {string.Join(", ", BackendChoice.Names)}" : $"did you mean {near}?")}");
            return;
        }

        if (name.Length > 0)
            session.Device.Choose(name);
        var others = BackendChoice.Names.Where(other => other != session.Device.Name);
        session.Output.WriteLine($"{session.Device.Name} computes; there is also {string.Join(", ", others)}");
    }

    /// <summary>Lists what was typed.</summary>
    public static void ShowHistory(PromptSession session)
    {
        foreach (var entry in session.History.Entries)
            session.Output.WriteLine(entry);
        if (session.History.Problem is { } problem)
            session.Complain($"what is typed is not kept: {problem}");
    }

    /// <summary>Writes the entries that ran as a script.</summary>
    public static void Save(PromptSession session, string path)
    {
        if (path.Length == 0)
        {
            session.Complain(":save needs the path of a file to write");
            return;
        }

        if (session.Run.Entries.Count == 0)
        {
            session.Complain("no entry ran yet, so there is nothing to save");
            return;
        }

        if (SavedScript.Refuse(path) is { } problem)
        {
            session.Complain(problem);
            return;
        }

        var script = SavedScript.Of(session.Run.Entries);
        if (!OutputFile.Write(session.Terminal, path, script))
            return;

        session.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{session.Run.Entries.Count} entries are in {VisibleText.Of(path)}"));
        if (SavedScript.Check(path, script, session.Files) is { } mistake)
            session.Complain($"as a script of its own it has a mistake, because entries were checked one after another: {mistake}");
    }
}
