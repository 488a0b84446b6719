using System.Reflection;
using System.Runtime.Intrinsics;
using Dsl.Language.Types;

namespace Dsl.Runtime.Backends.Cpu.Lanes;

/// <summary>How sixteen lanes of a kind of number lie in 512-bit vectors. Where the machine's registers are narrower, the compiler splits them.</summary>
internal sealed class LaneForm
{
    /// <summary>Lanes that one step of a vectorised loop computes.</summary>
    public const int Lanes = 16;

    private LaneForm(Type vectorType, Type scalarType, int vectors, MethodInfo broadcast)
    {
        (VectorType, ScalarType, Vectors, Broadcast) = (vectorType, scalarType, vectors, broadcast);
    }

    /// <summary>Numbers of 32 bits and those of 16, which are computed as such.</summary>
    public static LaneForm Single { get; } = new(typeof(Vector512<float>), typeof(float), 1, LaneMethods.Broadcast);

    public static LaneForm Double => Doubles.Form;

    public static LaneForm Integer => Integers.Form;

    /// <summary>Truth values: all bits of a 32-bit lane, or none.</summary>
    public static LaneForm Mask => Masks.Form;

    public Type VectorType { get; }

    /// <summary>Of one lane on the evaluation stack.</summary>
    public Type ScalarType { get; }

    /// <summary>Vectors that sixteen lanes take.</summary>
    public int Vectors { get; }

    /// <summary>Copies a scalar to all lanes.</summary>
    public MethodInfo Broadcast { get; }

    public static LaneForm Of(ElementType element) => element switch
    {
        ElementType.Float64 => Double,
        ElementType.Int => Integer,
        ElementType.Bool => Mask,
        _ => Single,
    };

    /// <summary>Vectors of this type that sixteen lanes take.</summary>
    public static int VectorsOf(Type vectorType) => vectorType == typeof(Vector512<double>) || vectorType == typeof(Vector512<long>) ? 2 : 1;

    // Each in a class of its own, made when it is first asked for: few scripts need more than one, and each lets the runtime load a dozen classes.
    private static class Doubles
    {
        public static LaneForm Form { get; } = new(typeof(Vector512<double>), typeof(double), 2, new Func<double, Vector512<double>>(Vector512.Create).Method);
    }

    private static class Integers
    {
        public static LaneForm Form { get; } = new(typeof(Vector512<long>), typeof(long), 2, new Func<long, Vector512<long>>(Vector512.Create).Method);
    }

    private static class Masks
    {
        public static LaneForm Form { get; } = new(typeof(Vector512<float>), typeof(int), 1, new Func<int, Vector512<float>>(VectorMemory.Mask).Method);
    }
}
