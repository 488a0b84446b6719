namespace Dsl.Runtime.Backends.CStyle;

/// <summary>Kernels that write what must stay as it is when something went wrong before them.</summary>
public static class KernelGuard
{
    /// <summary>Stands before each store to the device's memory; nothing by itself.</summary>
    public const string Mark = "NN_LIVE ";

    /// <summary>
    /// The kernel with a look at the memory for faults as its first statement: after a fault it stores nothing. It runs on all the same, since all items of a group must come to its
    /// barriers, and PoCL 3.1 computes kernels wrongly that may end before one, even where the whole group does.
    /// </summary>
    public static KernelSource Add(KernelSource source)
    {
        var body = source.Text.IndexOf(KernelText.BodyStart, StringComparison.Ordinal);
        if (body < 0)
            throw new ArgumentException("the kernel has no memory for faults", nameof(source));
        body += KernelText.BodyStart.Length;
        return source with { Text = source.Text.Insert(body, "  const int is_live = fault[0] == 0;\n").Replace(Mark, "if (is_live) ", StringComparison.Ordinal) };
    }

    /// <summary>Whether a kernel may meet a fault.</summary>
    public static bool MayFail(KernelSource source) => source.Text.Contains("nn_index(", StringComparison.Ordinal);
}
