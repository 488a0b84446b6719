using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling;

/// <summary>The schedule of a recurrence's body, and what is to be done once before its first turn.</summary>
/// <param name="Program">One turn.</param>
/// <param name="Body">The body with a capture more for each packed one.</param>
/// <param name="Packed">Captures that the turns read in another layout.</param>
internal sealed record BodySchedule(KernelProgram Program, ScanBody Body, ImmutableArray<PackedCapture> Packed)
{
    /// <summary>Whether all turns are one launch.</summary>
    public bool IsOneLaunch { get; init; }
}

/// <summary>A capture in another layout.</summary>
/// <param name="Capture">Which capture.</param>
/// <param name="Input">By which the turns know the packed form.</param>
/// <param name="Pack">Packs the buffer that the body has for the capture.</param>
internal sealed record PackedCapture(int Capture, GraphInput Input, PackKernel Pack);
