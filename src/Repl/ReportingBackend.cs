using Dsl.Runtime.Execution;

namespace Dsl.Repl;

/// <summary>Hands every request on and tells of it: for statistics and dumps.</summary>
/// <param name="inner">Compiles.</param>
/// <param name="compiling">Told of each request before it is compiled.</param>
/// <param name="compiled">Told of each request and the program it became.</param>
internal sealed class ReportingBackend(IBackend inner, Action<CompileRequest> compiling, Action<CompileRequest, ICompiledProgram> compiled) : IBackend
{
    public string Name => inner.Name;

    public ICompiledProgram Compile(CompileRequest request)
    {
        compiling(request);
        var program = inner.Compile(request);
        compiled(request, program);
        return program;
    }

    public MemoryNeed? Measure(CompileRequest request) => inner.Measure(request);
}
