using Dsl.Runtime.Execution;

namespace Dsl.Repl.Prompt;

/// <summary>What computes at the prompt: a backend that can be exchanged between entries.</summary>
internal sealed class ChosenDevice : IBackend, IDisposable
{
    private readonly int threads;
    private IBackend current;

    /// <param name="name">The backend to begin with.</param>
    /// <param name="threads">Threads that compute; 0 for as many as the process may use.</param>
    public ChosenDevice(string name, int threads)
    {
        this.threads = threads;
        current = BackendChoice.Create(name, threads);
    }

    /// <summary>Threads that compute; 0 for as many as the process may use.</summary>
    public int Threads => threads;

    public string Name => current.Name;

    /// <summary>Exchanges the backend; nothing compiled by the one before may be used any more.</summary>
    public void Choose(string name)
    {
        (current as IDisposable)?.Dispose();
        current = BackendChoice.Create(name, threads);
    }

    /// <summary>Lets another backend compute while something is done.</summary>
    public void Lend(IBackend other, Action work)
    {
        var own = current;
        current = other;
        try
        {
            work();
        }
        finally
        {
            current = own;
        }
    }

    public ICompiledProgram Compile(CompileRequest request) => current.Compile(request);

    public MemoryNeed? Measure(CompileRequest request) => current.Measure(request);

    public void Dispose() => (current as IDisposable)?.Dispose();
}
