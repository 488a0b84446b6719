using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Dsl.Runtime.Backends.Cpu.Lanes;

/// <summary>
/// What the machine's vectors are, asked once: a method that asks the runtime itself cannot be compiled ahead of time, since the answer is part of its code.
/// </summary>
internal static class MachineVectors
{
    /// <summary>Whether vectors of 512 bits are registers, with masks.</summary>
    public static bool Has512 { get; } = Avx512F.IsSupported && Avx512DQ.IsSupported;

    /// <summary>Whether the runtime counts on those registers to be as fast as they are wide.</summary>
    public static bool IsFast512 { get; } = Vector512.IsHardwareAccelerated;

    /// <summary>Whether vectors of 256 bits are registers that multiply and add in one step.</summary>
    public static bool Has256 { get; } = Avx2.IsSupported && Fma.IsSupported;

    /// <summary>Whether a product and a sum are one instruction, rounded once.</summary>
    public static bool Fuses { get; } = Fma.IsSupported || Avx512F.IsSupported || AdvSimd.IsSupported;

    /// <summary>Whether singles move between the lanes of vectors of 256 bits.</summary>
    public static bool Permutes256 { get; } = Avx.IsSupported;
}
