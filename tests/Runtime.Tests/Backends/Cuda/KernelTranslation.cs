using System.Collections.Concurrent;
using System.Collections.Immutable;
using Dsl.Runtime.Backends.CStyle;

namespace Dsl.Runtime.Tests.Backends.Cuda;

/// <summary>Gives kernels to a second compiler, some in a file, and looks at what becomes of each.</summary>
/// <param name="translate">From the text of a module to what the compiler makes of it, null where it refuses, and what it says.</param>
/// <param name="entry">How a kernel of a name begins in the result.</param>
/// <param name="sharedBytes">The bytes of a group's memory that the result has for a kernel of a name.</param>
/// <param name="mostSharedBytes">The most that a kernel may have.</param>
internal sealed class KernelTranslation(
    Func<IReadOnlyCollection<KernelSource>, (string? Result, string Messages)> translate, Func<string, string> entry, Func<string, string, long> sharedBytes, long mostSharedBytes)
{
    private const int KernelsOfAFile = 40;
    private const int MostOfAMessage = 3000;

    /// <summary>Every kernel is accepted, is there, and takes no more of a group's memory than the renderer says.</summary>
    public void Verify(ImmutableArray<KernelSource> kernels, int atLeast)
    {
        Assert.True(kernels.Length >= atLeast, $"only {kernels.Length} kernels");
        var failures = new ConcurrentBag<string>();
        Parallel.ForEach(kernels.Chunk(KernelsOfAFile), new ParallelOptions { MaxDegreeOfParallelism = 2 }, chunk =>
        {
            var (result, messages) = translate(chunk);
            if (result is null)
            {
                failures.Add(messages);
                return;
            }

            foreach (var kernel in chunk)
            {
                var name = ModuleText.NameOf(kernel);
                if (!result.Contains(entry(name), StringComparison.Ordinal))
                    failures.Add($"{name} is not there:\n{kernel.Text}");
                if (sharedBytes(result, name) is var shared && (shared > kernel.SharedBytes || shared > mostSharedBytes))
                    failures.Add($"{shared} bytes of a group's memory, {kernel.SharedBytes} according to the renderer:\n{kernel.Text}");
            }
        });
        Assert.True(failures.IsEmpty, string.Join("\n\n", failures.Select(static failure => failure[..Math.Min(failure.Length, MostOfAMessage)])));
    }
}
