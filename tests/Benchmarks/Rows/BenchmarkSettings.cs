using System.Runtime.Intrinsics;

namespace Dsl.Benchmarks.Rows;

/// <summary>How rows are measured.</summary>
/// <param name="Seconds">The length of a repetition of short work.</param>
/// <param name="Repetitions">How many repetitions count.</param>
/// <param name="LongestRow">Seconds after which a row takes no more repetitions in the hope of undisturbed ones.</param>
/// <param name="DataFolders">Where data is, separated as the system separates paths.</param>
/// <param name="Python">The interpreter that has the peers' libraries; null when there is none.</param>
/// <param name="LockFile">Held while a row is measured; null for none.</param>
/// <param name="Threads">The threads that rows may use unless they say otherwise.</param>
/// <param name="Clock">What is read before and after a repetition.</param>
internal sealed record BenchmarkSettings(double Seconds, int Repetitions, double LongestRow, string DataFolders, string? Python, string? LockFile, int Threads, BenchmarkClock Clock)
{
    /// <summary>The folder of llm.c's sources; null when there are none.</summary>
    public string? LlmC { get; init; }

    /// <summary>What native libraries have to be told on processors they do not know.</summary>
    public static IEnumerable<KeyValuePair<string, string>> LibraryVariables(int threads)
    {
        yield return new("OMP_NUM_THREADS", threads.ToString());
        yield return new("OPENBLAS_NUM_THREADS", threads.ToString());
        if (Vector512.IsHardwareAccelerated)
        {
            yield return new("OPENBLAS_CORETYPE", "SkylakeX");
            yield return new("ATEN_CPU_CAPABILITY", "avx512");
        }

        // The build of OpenBLAS that shares its threads with others of its kind, where a distribution has several.
        if (Directory.Exists("/usr/lib") && Directory.GetDirectories("/usr/lib").Select(static d => Path.Combine(d, "openblas-openmp")).FirstOrDefault(Directory.Exists) is { } shared)
            yield return new("LD_LIBRARY_PATH", shared);
    }
}
