using Dsl.Runtime.Backends.Cpu;
using Dsl.Runtime.Backends.Reference;
using Dsl.Runtime.Execution;

namespace Dsl.Repl;

/// <summary>The backends by the names that <c>--backend</c> takes.</summary>
internal static class BackendChoice
{
    private const string Reference = "reference";
    private const string Cpu = "cpu";

    /// <summary>The names, the default first.</summary>
    public static string[] Names { get; } = [Cpu, Reference];

    /// <summary>The backend of a name among <see cref="Names"/>.</summary>
    public static IBackend Create(string name) => name == Reference ? new ReferenceBackend() : new CpuBackend();
}
