using System.Runtime.InteropServices;

namespace Dsl.Runtime.Backends.Cpu.Lanes;

/// <summary>Room on the stack for the lanes of one value, for what is computed lane by lane.</summary>
[StructLayout(LayoutKind.Explicit, Size = MostLanes * sizeof(long))]
internal struct LaneScratch
{
    /// <summary>Lanes that it holds, 64 bits each.</summary>
    public const int MostLanes = 128;

    [FieldOffset(0)]
    public long First;
}
