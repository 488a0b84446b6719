using System.Reflection.Emit;
using Dsl.Language.Lowering;
using Dsl.Runtime.Backends.Cpu.Lanes;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.Cpu.Elements;

/// <summary>The addresses that a function is given, in locals.</summary>
internal static class OperandBases
{
    public static Dictionary<TensorBuffer, LocalBuilder> Load(ILGenerator il, LocalPool locals, Kernel kernel)
    {
        var bases = new Dictionary<TensorBuffer, LocalBuilder>(ReferenceEqualityComparer.Instance);
        var operands = kernel.Operands;
        for (var i = 0; i < operands.Length; i++)
        {
            var local = locals.Rent(typeof(nint));
            il.LoadOperands();
            il.Emit(OpCodes.Ldc_I4, i * sizeof(long));
            il.Emit(OpCodes.Conv_I);
            il.Emit(OpCodes.Add);
            il.Emit(OpCodes.Ldind_I);
            il.Emit(OpCodes.Stloc, local);
            bases[operands[i]] = local;
        }

        return bases;
    }
}
