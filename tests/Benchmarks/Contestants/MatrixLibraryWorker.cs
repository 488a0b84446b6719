using System.Globalization;
using System.Runtime.InteropServices;
using Dsl.Benchmarks.Rows;

namespace Dsl.Benchmarks.Contestants;

/// <summary>
/// One matrix product by a native library, without a script language between: what this program does when it is started as a worker,
/// because the libraries read their settings when a process starts. It answers as <see cref="WorkerContestant"/> expects.
/// </summary>
internal static unsafe class MatrixLibraryWorker
{
    private const int RowMajor = 101;
    private const int NotTransposed = 111;
    private const int Alignment = 64;

    /// <param name="library">openblas or onednn.</param>
    /// <param name="rows">Rows of the left matrix and of the product.</param>
    /// <param name="inner">Columns of the left and rows of the right matrix.</param>
    /// <param name="columns">Columns of the right matrix and of the product.</param>
    /// <param name="seconds">The length of a repetition.</param>
    /// <param name="clock">What is read before and after a repetition.</param>
    public static int Run(string library, int rows, int inner, int columns, double seconds, BenchmarkClock clock)
    {
        var output = Console.Out;
        var left = Random(rows * inner);
        var right = Random(inner * columns);
        var product = Random(rows * columns);
        if (Find(library, left, right, product, rows, inner, columns) is not { } call)
        {
            output.WriteLine($"missing there is no {library} library");
            return 0;
        }

        var calls = RepetitionSize.Find(call, seconds);
        output.WriteLine($"ready {library}");
        while (Console.In.ReadLine() is not null)
            output.WriteLine((RepetitionSize.Time(call, calls, clock) / calls).ToString("R", CultureInfo.InvariantCulture));
        return 0;
    }

    private static Action<long>? Find(string library, float* left, float* right, float* product, int rows, int inner, int columns)
    {
        if (library == "openblas" && TryLoad("libopenblas.so.0", "cblas_sgemm", out var blas))
        {
            var multiply = (delegate* unmanaged[Cdecl]<int, int, int, int, int, int, float, float*, int, float*, int, float, float*, int, void>)blas;
            return count =>
            {
                for (var i = 0L; i < count; i++)
                    multiply(RowMajor, NotTransposed, NotTransposed, rows, columns, inner, 1, left, inner, right, columns, 0, product, columns);
            };
        }

        if (library == "onednn" && (TryLoad("libdnnl.so.2", "dnnl_sgemm", out var dnn) || TryLoad("libdnnl.so.3", "dnnl_sgemm", out dnn)))
        {
            var multiply = (delegate* unmanaged[Cdecl]<byte, byte, long, long, long, float, float*, long, float*, long, float, float*, long, int>)dnn;
            return count =>
            {
                for (var i = 0L; i < count; i++)
                    multiply((byte)'N', (byte)'N', rows, columns, inner, 1, left, inner, right, columns, 0, product, columns);
            };
        }

        return null;
    }

    private static bool TryLoad(string file, string function, out nint address)
    {
        address = 0;
        return NativeLibrary.TryLoad(file, out var handle) && NativeLibrary.TryGetExport(handle, function, out address);
    }

    private static float* Random(int count)
    {
        var values = (float*)NativeMemory.AlignedAlloc((nuint)count * sizeof(float), Alignment);
        var random = new Random(count);
        for (var i = 0; i < count; i++)
            values[i] = random.NextSingle() - 0.5f;
        return values;
    }
}
