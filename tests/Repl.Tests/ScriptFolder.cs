namespace Dsl.Repl.Tests;

/// <summary>A folder of scripts for one test.</summary>
internal sealed class ScriptFolder : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("nn-script-").FullName;

    /// <summary>Writes a script and gives its path.</summary>
    public string Add(string text, string name = "script.nn")
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
