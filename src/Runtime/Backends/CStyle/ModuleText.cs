using System.Security.Cryptography;
using System.Text;

namespace Dsl.Runtime.Backends.CStyle;

/// <summary>Several kernels as one text, which a compiler takes at once: the preamble stands there once, and each function has a name made from its own text.</summary>
public static class ModuleText
{
    private const int NameBytes = 10;

    /// <summary>The name of a kernel's function in a module. Kernels of the same text have the same name.</summary>
    public static string NameOf(KernelSource source) =>
        "nn_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(source.Text)).AsSpan(0, NameBytes));

    /// <summary>The text of a module.</summary>
    /// <param name="sources">Its kernels, each text once.</param>
    /// <param name="dialect">The language.</param>
    public static string Of(IReadOnlyCollection<KernelSource> sources, CDialect dialect)
    {
        var text = new StringBuilder(dialect.Preamble);
        if (sources.Any(static source => source.UsesDoubles))
            text.Append(dialect.DoublePreamble);
        foreach (var source in sources)
            text.Append(source.Text.Replace(KernelText.FunctionName, NameOf(source), StringComparison.Ordinal));
        return text.ToString();
    }
}
