using System.Reflection.Emit;

namespace Dsl.Runtime.Backends.Cpu.Lanes;

/// <summary>The arguments of a function that is being emitted, after the one that nothing reads: operands, fault cell, first and limit position.</summary>
internal static class KernelArguments
{
    /// <summary>Loads the addresses of the operands.</summary>
    public static void LoadOperands(this ILGenerator il) => il.Emit(OpCodes.Ldarg_1);

    /// <summary>Loads the address of the fault cell.</summary>
    public static void LoadFault(this ILGenerator il) => il.Emit(OpCodes.Ldarg_2);

    /// <summary>Loads the first position to compute.</summary>
    public static void LoadFirstPosition(this ILGenerator il) => il.Emit(OpCodes.Ldarg_3);

    /// <summary>Loads the position after the last.</summary>
    public static void LoadPositionLimit(this ILGenerator il) => il.Emit(OpCodes.Ldarg_S, (byte)4);
}
