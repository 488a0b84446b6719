using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.Cpu.Compilation;

/// <summary>The structure of a kernel and of the ranges it is called for: kernels with equal keys share one function.</summary>
internal sealed class KernelKey : IEquatable<KernelKey>
{
    private readonly long[] content;
    private readonly int hash;

    private KernelKey(long[] content)
    {
        this.content = content;
        var combined = new HashCode();
        foreach (var value in content)
            combined.Add(value);
        hash = combined.ToHashCode();
    }

    /// <summary>The key of a kernel that is emitted: element kernels, joined or not, and contractions.</summary>
    public static KernelKey Of(Kernel kernel, KernelRange range) => new(KernelKeyWriter.Write(kernel, range));

    public bool Equals(KernelKey? other) => other is not null && hash == other.hash && content.AsSpan().SequenceEqual(other.content);

    public override bool Equals(object? obj) => obj is KernelKey other && Equals(other);

    public override int GetHashCode() => hash;
}
