namespace Dsl.Runtime.Execution;

/// <summary>Figures of a compiled program.</summary>
/// <param name="Kernels">Kernels of one run, the bodies of recurrences counted once.</param>
/// <param name="Contractions">How many of them are matrix products.</param>
/// <param name="ArenaBytes">Memory for temporaries.</param>
/// <param name="CompileTime">Time from graph to program.</param>
public sealed record ProgramStatistics(int Kernels, int Contractions, long ArenaBytes, TimeSpan CompileTime);
