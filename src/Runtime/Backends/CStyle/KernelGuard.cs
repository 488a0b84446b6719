namespace Dsl.Runtime.Backends.CStyle;

/// <summary>Kernels that write what must stay as it is when something went wrong before them.</summary>
public static class KernelGuard
{
    /// <summary>The kernel with a look at the memory for faults as its first statement: after a fault it does nothing.</summary>
    public static KernelSource Add(KernelSource source)
    {
        var body = source.Text.IndexOf(KernelText.BodyStart, StringComparison.Ordinal);
        if (body < 0)
            throw new ArgumentException("the kernel has no memory for faults", nameof(source));
        return source with { Text = source.Text.Insert(body + KernelText.BodyStart.Length, "  if (fault[0] != 0) return;\n") };
    }

    /// <summary>Whether a kernel may meet a fault.</summary>
    public static bool MayFail(KernelSource source) => source.Text.Contains("nn_index(", StringComparison.Ordinal);
}
