using System.Reflection.Emit;

namespace Dsl.Runtime.Backends.Cpu.Lanes;

/// <summary>
/// Whole vectors from and to memory, each an instruction of the intermediate language: what is computed is the same as with the methods for it, but these
/// are inlined, which takes the compiler five to ten times as long.
/// </summary>
internal static class VectorAccess
{
    // The address of a vector need not be a multiple of anything.
    private const byte Alignment = 1;

    /// <summary>Replaces the address on the stack by the vector there.</summary>
    public static void EmitLoad(ILGenerator il, Type vector)
    {
        il.Emit(OpCodes.Unaligned, Alignment);
        il.Emit(OpCodes.Ldobj, vector);
    }

    /// <summary>Takes an address and a vector from the stack.</summary>
    public static void EmitStore(ILGenerator il, Type vector)
    {
        il.Emit(OpCodes.Unaligned, Alignment);
        il.Emit(OpCodes.Stobj, vector);
    }
}
