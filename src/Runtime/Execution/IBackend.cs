using System.Collections.Immutable;

namespace Dsl.Runtime.Execution;

/// <summary>Turns graphs whose every size is known into programs.</summary>
public interface IBackend
{
    /// <summary>The name by which a user chooses it.</summary>
    string Name { get; }

    /// <summary>Figures of all that it did so far, a line each, for whoever asks for statistics.</summary>
    ImmutableArray<string> Figures => [];

    /// <summary>Compiles; a request too large for the machine gives a program whose runs report a fault.</summary>
    ICompiledProgram Compile(CompileRequest request);

    /// <summary>What a request would take, without compiling it; null where the backend cannot tell.</summary>
    MemoryNeed? Measure(CompileRequest request) => null;
}
