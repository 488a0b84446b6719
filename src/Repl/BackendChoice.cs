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

    /// <summary>The backend of a name among <see cref="Names"/>; to be disposed if it can be.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="threads">Threads that compute; 0 for as many as the process may use.</param>
    public static IBackend Create(string name, int threads) => name == Reference ? new ReferenceBackend() : new CpuBackend(new CpuOptions(threads));
}
