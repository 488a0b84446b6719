using Dsl.Language.Types;
using Dsl.Runtime.Backends.Cpu.Lanes;

namespace Dsl.Runtime.Backends.Cpu.Runners;

/// <summary>Reads and writes single elements of any type as doubles, for kernels whose work dwarfs the conversion.</summary>
internal static unsafe class ElementAccess
{
    public static double Read(nint address, long index, ElementType element) => element switch
    {
        ElementType.Float32 => ((float*)address)[index],
        ElementType.Float64 => ((double*)address)[index],
        ElementType.Float16 => (double)((Half*)address)[index],
        ElementType.BFloat16 => ScalarFunctions.LoadBFloat16(address + (nint)(index * 2)),
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
                ScalarFunctions.StoreBFloat16(address + (nint)(index * 2), (float)value);
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
