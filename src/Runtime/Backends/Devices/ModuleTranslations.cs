using System.Runtime.ExceptionServices;

namespace Dsl.Runtime.Backends.Devices;

/// <summary>Texts of modules that are compiled at the same time, each by one of a few threads.</summary>
internal static class ModuleTranslations
{
    // Compilers go deep into the nesting of what is unrolled.
    private const int StackBytes = 16 << 20;

    /// <summary>What each text becomes. Of several that are refused, the first is told of; none is begun after one was refused.</summary>
    /// <param name="context">Compiles.</param>
    /// <param name="texts">The texts; the longest should come first.</param>
    /// <exception cref="DeviceException">A text is refused.</exception>
    public static byte[][] Of(DeviceContext context, IReadOnlyList<string> texts)
    {
        var results = new byte[texts.Count][];
        var refusals = new ExceptionDispatchInfo?[texts.Count];
        var (next, isRefused) = (-1, false);
        var threads = new Thread[Math.Min(context.Compilers, texts.Count)];
        for (var i = 0; i < threads.Length; i++)
        {
            threads[i] = new Thread(Work, StackBytes) { IsBackground = true, Name = "nn compiler" };
            threads[i].Start();
        }

        foreach (var thread in threads)
            thread.Join();
        Array.Find(refusals, static refusal => refusal is not null)?.Throw();
        return results;

        void Work()
        {
            while (!Volatile.Read(ref isRefused) && Interlocked.Increment(ref next) is var place && place < texts.Count)
            {
                try
                {
                    results[place] = context.Translate(texts[place]);
                }
                catch (Exception exception)
                {
                    // It is thrown again on the thread that waits.
                    refusals[place] = ExceptionDispatchInfo.Capture(exception);
                    Volatile.Write(ref isRefused, true);
                }
            }
        }
    }
}
