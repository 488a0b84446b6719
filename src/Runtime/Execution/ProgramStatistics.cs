namespace Dsl.Runtime.Execution;

/// <summary>Figures of a compiled program.</summary>
/// <param name="Kernels">Kernels of one run, the bodies of recurrences counted once.</param>
/// <param name="Contractions">How many of them are matrix products.</param>
/// <param name="ArenaBytes">Memory for temporaries.</param>
/// <param name="CompileTime">Time from graph to program.</param>
public sealed record ProgramStatistics(int Kernels, int Contractions, long ArenaBytes, TimeSpan CompileTime)
{
    /// <summary>Whether it is evaluated operation by operation, since it is small and runs once; nothing is compiled then.</summary>
    public bool IsEvaluated { get; init; }

    /// <summary>Calls of one run, each of which may run several kernels; the bodies of recurrences counted once.</summary>
    public int Launches { get; init; }

    /// <summary>Memory that all workers together have for themselves.</summary>
    public long PrivateBytes { get; init; }

    /// <summary>Memory for constants.</summary>
    public long ConstantBytes { get; init; }

    /// <summary>Kernels that were compiled for this program.</summary>
    public int CompiledKernels { get; init; }

    /// <summary>Kernels that were compiled in an earlier run and kept on disk.</summary>
    public int LoadedKernels { get; init; }

    /// <summary>Kernels whose machine code existed already.</summary>
    public int SharedKernels { get; init; }
}
