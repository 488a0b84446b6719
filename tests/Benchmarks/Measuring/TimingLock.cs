namespace Dsl.Benchmarks.Measuring;

/// <summary>A lock file held while something is timed, so that several who measure on one machine wait for each other.</summary>
internal static class TimingLock
{
    /// <summary>Waits for the lock and takes it; disposing the result releases it. Null without a file.</summary>
    public static IDisposable? Take(string? path)
    {
        if (path is null)
            return null;
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                // Somebody else measures.
                Thread.Sleep(50);
            }
        }
    }
}
