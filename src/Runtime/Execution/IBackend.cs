namespace Dsl.Runtime.Execution;

/// <summary>Turns graphs whose every size is known into programs.</summary>
public interface IBackend
{
    /// <summary>The name by which a user chooses it.</summary>
    string Name { get; }

    /// <summary>Compiles; a request too large for the machine gives a program whose runs report a fault.</summary>
    ICompiledProgram Compile(CompileRequest request);

    /// <summary>What a request would take, without compiling it; null where the backend cannot tell.</summary>
    MemoryNeed? Measure(CompileRequest request) => null;
}
