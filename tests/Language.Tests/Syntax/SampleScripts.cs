using System.Reflection;
using Dsl.Language.Text;

namespace Dsl.Language.Tests.Syntax;

/// <summary>The sample scripts beside this file, which between them use every construct of the language.</summary>
internal static class SampleScripts
{
    public static IReadOnlyList<(string Name, string Text)> All { get; } = ReadAll();

    public static SourceText Source(string text) => new("test.nn", text);

    private static List<(string Name, string Text)> ReadAll()
    {
        var assembly = Assembly.GetExecutingAssembly();
        var samples = new List<(string Name, string Text)>();
        foreach (var name in assembly.GetManifestResourceNames())
        {
            if (!name.EndsWith(".nn", StringComparison.Ordinal) || !name.Contains("Syntax.Samples", StringComparison.Ordinal))
                continue;
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            samples.Add((name, reader.ReadToEnd()));
        }

        return samples;
    }
}
