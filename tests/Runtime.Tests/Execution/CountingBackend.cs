using Dsl.Runtime.Backends.Reference;
using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Tests.Execution;

/// <summary>The reference backend, counting what is compiled.</summary>
internal sealed class CountingBackend : IBackend
{
    private readonly ReferenceBackend backend = new();

    public string Name => "counting";

    public List<CompileRequest> Requests { get; } = [];

    public ICompiledProgram Compile(CompileRequest request)
    {
        Requests.Add(request);
        return backend.Compile(request);
    }
}
