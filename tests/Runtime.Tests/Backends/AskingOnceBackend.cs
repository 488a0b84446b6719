using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Tests.Backends;

/// <summary>Asks another backend for programs that run once, and counts those that it evaluates.</summary>
internal sealed class AskingOnceBackend(IBackend inner) : IBackend
{
    public string Name => inner.Name;

    public int Evaluated { get; private set; }

    public ICompiledProgram Compile(CompileRequest request)
    {
        var program = inner.Compile(request with { RunsOnce = true });
        Evaluated += program.Statistics.IsEvaluated ? 1 : 0;
        return program;
    }
}
