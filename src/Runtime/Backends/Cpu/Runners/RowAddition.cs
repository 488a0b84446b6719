using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Dsl.Language.Types;
using Dsl.Runtime.Backends.Cpu.Lanes;

namespace Dsl.Runtime.Backends.Cpu.Runners;

/// <summary>Adds one row of elements to another in place, in the element type.</summary>
internal static unsafe class RowAddition
{
    /// <param name="target">The first element of the row that changes.</param>
    /// <param name="addend">The first element of the row that is added.</param>
    /// <param name="ahead">The row that will be added next, which is asked for.</param>
    /// <param name="width">Elements of a row.</param>
    public static void Add(nint target, nint addend, nint ahead, long width, ElementType element)
    {
        switch (element)
        {
            case ElementType.Float32:
                AddFloats((float*)target, (float*)addend, (float*)ahead, width);
                break;
            case ElementType.Float64:
                AddDoubles((double*)target, (double*)addend, width);
                break;
            case ElementType.Float16:
                AddHalves((Half*)target, (Half*)addend, width);
                break;
            case ElementType.BFloat16:
                AddBFloats(target, addend, width);
                break;
            default:
                AddIntegers((long*)target, (long*)addend, width);
                break;
        }
    }

    // Straight to optimized code: a loop inside a kernel's run must not wait for the runtime to find out that it is hot.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddFloats(float* target, float* addend, float* ahead, long width)
    {
        var i = 0L;
        for (; i <= width - Vector512<float>.Count; i += Vector512<float>.Count)
        {
            if (Sse.IsSupported)
                Sse.Prefetch0(ahead + i);
            Vector512.Store(Vector512.Load(target + i) + Vector512.Load(addend + i), target + i);
        }

        for (; i < width; i++)
            target[i] += addend[i];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddDoubles(double* target, double* addend, long width)
    {
        var i = 0L;
        for (; i <= width - Vector512<double>.Count; i += Vector512<double>.Count)
            Vector512.Store(Vector512.Load(target + i) + Vector512.Load(addend + i), target + i);
        for (; i < width; i++)
            target[i] += addend[i];
    }

    private static void AddHalves(Half* target, Half* addend, long width)
    {
        for (var i = 0L; i < width; i++)
            target[i] = (Half)((float)target[i] + (float)addend[i]);
    }

    private static void AddBFloats(nint target, nint addend, long width)
    {
        for (var i = 0L; i < width; i++)
        {
            var offset = (nint)(i * 2);
            ScalarFunctions.StoreBFloat16(target + offset, ScalarFunctions.LoadBFloat16(target + offset) + ScalarFunctions.LoadBFloat16(addend + offset));
        }
    }

    private static void AddIntegers(long* target, long* addend, long width)
    {
        for (var i = 0L; i < width; i++)
            target[i] += addend[i];
    }
}
