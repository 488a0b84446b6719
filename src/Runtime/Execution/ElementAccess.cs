using Dsl.Language.Types;

namespace Dsl.Runtime.Execution;

/// <summary>Reads and writes single elements of any type as doubles, rounded to the type: for what is looked at one by one, and kernels whose work dwarfs the conversion.</summary>
internal static unsafe class ElementAccess
{
    public static double Read(nint address, long index, ElementType element) => element switch
    {
        ElementType.Float32 => ((float*)address)[index],
        ElementType.Float64 => ((double*)address)[index],
        ElementType.Float16 => (double)((Half*)address)[index],
        ElementType.BFloat16 => BitConverter.Int32BitsToSingle(((ushort*)address)[index] << 16),
        ElementType.Int => ((long*)address)[index],
        _ => ((byte*)address)[index],
    };

    public static void Write(nint address, long index, ElementType element, double value)
    {
        switch (element)
        {
            case ElementType.Float32:
                ((float*)address)[index] = (float)value;
                break;
            case ElementType.Float64:
                ((double*)address)[index] = value;
                break;
            case ElementType.Float16:
                ((Half*)address)[index] = (Half)value;
                break;
            case ElementType.BFloat16:
                ((ushort*)address)[index] = BFloat16Conversion.FromSingle((float)value);
                break;
            case ElementType.Int:
                ((long*)address)[index] = (long)value;
                break;
            default:
                ((byte*)address)[index] = value != 0 ? (byte)1 : (byte)0;
                break;
        }
    }
}
