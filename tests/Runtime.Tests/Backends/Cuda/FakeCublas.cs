using System.Runtime.InteropServices;

namespace Dsl.Runtime.Tests.Backends.Cuda;

/// <summary>
/// A cuBLASLt of managed functions that computes products of floats as its descriptions say: column by column, turned where that is asked for, in batches. So what it is
/// told can be wrong only where the result is.
/// </summary>
internal sealed unsafe class FakeCublas : IDisposable
{
    [ThreadStatic]
    private static FakeCublas? current;

    private readonly Dictionary<nint, Dictionary<int, long>> objects = [];
    private nint next = 0x100;

    public FakeCublas()
    {
        current = this;
    }

    /// <summary>Products that were computed.</summary>
    public int Products { get; private set; }

    /// <summary>Whether an operand that is to be turned is taken as it lies: a mistake that the first use must find.</summary>
    public bool ForgetsToTurn { get; init; }

    /// <summary>Whether no algorithm is found.</summary>
    public bool FindsNothing { get; set; }

    /// <summary>Whether products are counted only.</summary>
    public bool ComputesNothing { get; set; }

    public int Living => objects.Count;

    /// <summary>The address of a function; 0 where there is none.</summary>
    public static nint Find(string name) => name switch
    {
        "cublasLtGetVersion" => (nint)(delegate* unmanaged<nuint>)&GetVersion,
        "cublasLtCreate" => (nint)(delegate* unmanaged<nint*, int>)&Create,
        "cublasLtMatmulPreferenceCreate" => (nint)(delegate* unmanaged<nint*, int>)&Create,
        "cublasLtDestroy" or "cublasLtMatmulDescDestroy" or "cublasLtMatrixLayoutDestroy" or "cublasLtMatmulPreferenceDestroy" => (nint)(delegate* unmanaged<nint, int>)&Destroy,
        "cublasLtMatmulDescCreate" => (nint)(delegate* unmanaged<nint*, int, int, int>)&CreateOperation,
        "cublasLtMatmulDescSetAttribute" or "cublasLtMatrixLayoutSetAttribute" or "cublasLtMatmulPreferenceSetAttribute" =>
            (nint)(delegate* unmanaged<nint, int, void*, nuint, int>)&Set,
        "cublasLtMatrixLayoutCreate" => (nint)(delegate* unmanaged<nint*, int, ulong, ulong, long, int>)&CreateLayout,
        "cublasLtMatmulAlgoGetHeuristic" => (nint)(delegate* unmanaged<nint, nint, nint, nint, nint, nint, nint, int, void*, int*, int>)&Choose,
        "cublasLtMatmul" => (nint)(delegate* unmanaged<nint, nint, void*, ulong, nint, ulong, nint, void*, ulong, nint, ulong, nint, void*, ulong, nuint, nint, int>)&Multiply,
        _ => 0,
    };

    public void Dispose() => current = null;

    private static nint Add(params (int Attribute, long Value)[] attributes)
    {
        current!.objects.Add(++current.next, attributes.ToDictionary(static a => a.Attribute, static a => a.Value));
        return current.next;
    }

    [UnmanagedCallersOnly]
    private static nuint GetVersion() => 130000;

    [UnmanagedCallersOnly]
    private static int Create(nint* created)
    {
        *created = Add();
        return 0;
    }

    [UnmanagedCallersOnly]
    private static int Destroy(nint destroyed) => current!.objects.Remove(destroyed) ? 0 : 7;

    [UnmanagedCallersOnly]
    private static int CreateOperation(nint* created, int compute, int scale)
    {
        *created = Add();
        return (compute, scale) == (68, 0) ? 0 : 15;
    }

    // The attributes of a layout by their numbers: 0 type, 2 rows, 3 columns, 4 leading, 5 count, 6 distance.
    [UnmanagedCallersOnly]
    private static int CreateLayout(nint* created, int type, ulong rows, ulong columns, long leading)
    {
        *created = Add((0, type), (2, (long)rows), (3, (long)columns), (4, leading), (5, 1), (6, 0));
        return leading >= (long)rows ? 0 : 7;
    }

    [UnmanagedCallersOnly]
    private static int Set(nint thing, int attribute, void* value, nuint bytes)
    {
        current!.objects[thing][attribute] = bytes == sizeof(int) ? *(int*)value : *(long*)value;
        return 0;
    }

    [UnmanagedCallersOnly]
    private static int Choose(nint handle, nint operation, nint a, nint b, nint c, nint d, nint preference, int wanted, void* results, int* found)
    {
        var settings = current!.objects[preference];
        *found = current.FindsNothing ? 0 : 1;
        return settings[1] > 0 && Enumerable.Range(5, 4).All(attribute => settings[attribute] == 16) ? 0 : 7;
    }

    [UnmanagedCallersOnly]
    private static int Multiply(
        nint handle, nint operation, void* alpha, ulong a, nint aLayout, ulong b, nint bLayout, void* beta, ulong c, nint cLayout, ulong d, nint dLayout, void* algorithm,
        ulong workspace, nuint workspaceBytes, nint stream)
    {
        var fake = current!;
        fake.Products++;
        if (fake.ComputesNothing)
            return 0;
        var (first, second, output) = (fake.objects[aLayout], fake.objects[bLayout], fake.objects[dLayout]);
        var turns = fake.objects[operation];
        var (turnFirst, turnSecond) = (turns.GetValueOrDefault(3) == 1 && !fake.ForgetsToTurn, turns.GetValueOrDefault(4) == 1);
        var depth = turnFirst ? first[2] : first[3];
        if (depth != (turnSecond ? second[3] : second[2]) && !fake.ForgetsToTurn)
            return 7;
        for (var batch = 0L; batch < output[5]; batch++)
        {
            for (var row = 0L; row < output[2]; row++)
            {
                for (var column = 0L; column < output[3]; column++)
                {
                    var sum = 0.0;
                    for (var k = 0L; k < depth; k++)
                        sum += At(a, first, batch, turnFirst ? k : row, turnFirst ? row : k) * At(b, second, batch, turnSecond ? column : k, turnSecond ? k : column);
                    var place = (batch * output[6]) + row + (column * output[4]);
                    Store(d, output[0], place, (*(float*)alpha * sum) + (*(float*)beta == 0 ? 0 : *(float*)beta * Load(c, output[0], place)));
                }
            }
        }

        return 0;
    }

    private static double At(ulong place, Dictionary<int, long> layout, long batch, long row, long column) =>
        Load(place, layout[0], (batch * layout[6]) + Math.Min(row, layout[2] - 1) + (Math.Min(column, layout[3] - 1) * layout[4]));

    private static double Load(ulong place, long type, long position) => type switch
    {
        2 => (double)((Half*)place)[position],
        14 => BitConverter.UInt32BitsToSingle((uint)((ushort*)place)[position] << 16),
        _ => ((float*)place)[position],
    };

    private static void Store(ulong place, long type, long position, double value)
    {
        if (type == 2)
            ((Half*)place)[position] = (Half)value;
        else if (type == 14)
            ((ushort*)place)[position] = (ushort)(BitConverter.SingleToUInt32Bits((float)value) >> 16);
        else
            ((float*)place)[position] = (float)value;
    }
}
