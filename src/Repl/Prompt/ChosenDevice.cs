using Dsl.Runtime.Backends.Choice;
using Dsl.Runtime.Execution;

namespace Dsl.Repl.Prompt;

/// <summary>What computes at the prompt: a backend that can be exchanged between entries.</summary>
internal sealed class ChosenDevice : IBackend, IDisposable
{
    private readonly int threads;
    private IBackend current;

    /// <param name="name">The name of what computes first.</param>
    /// <param name="backend">What it stands for; disposed of by this.</param>
    /// <param name="threads">Threads that compute; 0 for as many as the process may use.</param>
    public ChosenDevice(string name, IBackend backend, int threads)
    {
        this.threads = threads;
        Name = name;
        current = backend;
    }

    /// <summary>Threads that compute; 0 for as many as the process may use.</summary>
    public int Threads => threads;

    /// <summary>The name by which it was chosen.</summary>
    public string Name { get; private set; }

    /// <summary>What computes now.</summary>
    public IBackend Current => current;

    /// <summary>Exchanges the backend; nothing compiled by the one before may be used any more.</summary>
    /// <returns>Why it cannot be had, and all stays as it is; null when it was exchanged.</returns>
    public string? Choose(string name)
    {
        if (ComputeDevices.TryOpen(name, threads, out var problem) is not { } chosen)
            return problem;
        (current as IDisposable)?.Dispose();
        current = chosen;
        Name = name;
        return null;
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
