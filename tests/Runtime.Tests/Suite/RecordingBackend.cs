using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Tests.Suite;

/// <summary>Notes the figures of every program that another backend makes, by the line of the statement that asked.</summary>
internal sealed class RecordingBackend(IBackend inner) : IBackend
{
    private readonly List<(int Line, ProgramStatistics Figures)> programs = [];

    public string Name => inner.Name;

    public IReadOnlyList<(int Line, ProgramStatistics Figures)> Programs => programs;

    public ICompiledProgram Compile(CompileRequest request)
    {
        var program = inner.Compile(request);
        programs.Add((request.Location?.LineNumber ?? 0, program.Statistics));
        return program;
    }

    public MemoryNeed? Measure(CompileRequest request) => inner.Measure(request);
}
