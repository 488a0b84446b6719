using Dsl.Runtime.Backends.Reference;
using Dsl.Runtime.Execution;

namespace Dsl.Repl;

/// <summary>The backends by the names that <c>--backend</c> takes.</summary>
internal static class BackendChoice
{
    public static string[] Names { get; } = ["cpu", "reference"];

    /// <summary>The backend of a name among <see cref="Names"/>.</summary>
    public static IBackend Create(string name) => name switch
    {
        _ => new ReferenceBackend(),
    };
}
