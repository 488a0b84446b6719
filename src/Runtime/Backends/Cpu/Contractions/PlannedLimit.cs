namespace Dsl.Runtime.Backends.Cpu.Contractions;

/// <summary>A limit as the tiles of a contraction heed it: a number above 0 wherever something counts.</summary>
/// <param name="Index">Which of the kernel's limits it is.</param>
/// <param name="Reduced">
/// How far a turn of the outermost reduced loop moves the number: below 0 where the last turns of a sum may be left out, above 0 where the first ones may; 0 where whole tiles may.
/// </param>
internal readonly record struct PlannedLimit(int Index, long Reduced);
