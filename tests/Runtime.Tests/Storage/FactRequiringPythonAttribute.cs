namespace Dsl.Runtime.Tests.Storage;

/// <summary>A test that needs a Python interpreter; skipped with the reason where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FactRequiringPythonAttribute : FactAttribute
{
    public const string Program = "python3";

    public FactRequiringPythonAttribute()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator);
        if (!folders.Any(static folder => File.Exists(Path.Combine(folder, Program))))
            Skip = $"needs {Program} on the path, to read files of this program by another";
    }
}
