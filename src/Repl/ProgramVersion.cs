using System.Reflection;

namespace Dsl.Repl;

/// <summary>The version of the program.</summary>
internal static class ProgramVersion
{
    /// <summary>Such as 0.1.0.</summary>
    public static string Text { get; } = typeof(ProgramVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}
