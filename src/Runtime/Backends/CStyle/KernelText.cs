using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Dsl.Language.Lowering;
using Dsl.Language.Types;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.CStyle;

/// <summary>
/// A kernel while it is written. Each operand is a piece of device memory and a number of bytes into it; after them come the number of the kernel in its program and
/// the memory for a fault.
/// </summary>
/// <param name="kernel">What is computed.</param>
internal sealed class KernelText(Kernel kernel)
{
    /// <summary>The name of every kernel's function: each is a program of its own.</summary>
    public const string FunctionName = "nn_kernel";

    /// <summary>What stands between a function's own parameters and its statements.</summary>
    public const string BodyStart = "int kernel_number, NN_GLOBAL int* fault) {\n";

    private readonly ImmutableArray<TensorBuffer> operands = kernel.Operands;
    private readonly bool isWide = kernel.Operands.Any(static buffer => buffer.ElementCount > int.MaxValue);

    /// <summary>The name of a buffer's first element.</summary>
    public string Pointer(TensorBuffer buffer) => string.Create(CultureInfo.InvariantCulture, $"p{operands.IndexOf(buffer)}");

    /// <summary>Whether a buffer begins at a multiple of 16 bytes, which the run decides.</summary>
    public string IsAligned(TensorBuffer buffer) => string.Create(CultureInfo.InvariantCulture, $"(o{operands.IndexOf(buffer)} & 15) == 0");

    /// <summary>The number by which a fault names the operation that asked for an index.</summary>
    public int SiteOf(LoadedIndex index)
    {
        var sites = kernel is ElementKernel element ? element.Sites : [];
        var site = 0;
        while (site < sites.Length && !ReferenceEquals(sites[site].Index, index))
            site++;
        return site;
    }

    /// <summary>A counter in arithmetic that may leave the range of an int.</summary>
    public string Wide(string counter) => isWide ? $"(i64){counter}" : counter;

    /// <summary>The whole text: what every kernel begins with, its function.</summary>
    /// <param name="items">Items of a group.</param>
    /// <param name="body">The statements.</param>
    /// <param name="functions">Functions that only this kernel has.</param>
    public string Complete(int items, string body, string functions = "")
    {
        var text = new StringBuilder(functions);
        text.Append(CultureInfo.InvariantCulture, $"NN_KERNEL({items}) {FunctionName}(");
        for (var i = 0; i < operands.Length; i++)
            text.Append(CultureInfo.InvariantCulture, $"NN_GLOBAL {Constness(operands[i])}u8* m{i}, i64 o{i}, ");
        text.Append(BodyStart);
        for (var i = 0; i < operands.Length; i++)
        {
            var type = $"NN_GLOBAL {Constness(operands[i])}{CType.Of(operands[i].Element).Stored}*";
            text.Append(CultureInfo.InvariantCulture, $"  {type} p{i} = ({type})(m{i} + o{i});\n");
        }

        return text.Append(body).Append("}\n").ToString();
    }

    /// <summary>Whether doubles occur.</summary>
    public static bool UsesDoubles(Kernel kernel)
    {
        if (kernel.Operands.Any(static buffer => buffer.Element == ElementType.Float64))
            return true;
        var found = false;
        if (kernel is ElementKernel element)
            ExpressionWalker.Visit(element.Body, scalar => found |= scalar.Element == ElementType.Float64, null);
        return found;
    }

    private string Constness(TensorBuffer buffer) => kernel.Writes.Contains(buffer) ? string.Empty : "const ";
}
