namespace Dsl.Runtime.Scheduling;

/// <summary>One loop over a packed buffer, in the place of a loop over its source or of a part of one.</summary>
/// <param name="Extent">Turns.</param>
/// <param name="Turns">Turns of the loop over the source that one turn stands for.</param>
/// <param name="Axis">Which loop of the packing kernel it walks along.</param>
/// <param name="Step">By how many turns of that loop.</param>
/// <param name="Stride">Elements from turn to turn.</param>
internal readonly record struct PackedStep(int Extent, int Turns, int Axis, long Step, long Stride);
