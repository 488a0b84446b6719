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
    private readonly Dictionary<TensorBuffer, (string Pointer, string Start)> kept = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<TensorBuffer, string> pointers = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<TensorBuffer, string> values = new(ReferenceEqualityComparer.Instance);
    private readonly ImmutableArray<IndexSite> sites = SiteNumbers.Sites(kernel);
    private readonly bool isWide = Buffers(kernel).Any(static buffer => buffer.ElementCount > int.MaxValue);

    /// <summary>The name of a buffer's first element.</summary>
    public string Pointer(TensorBuffer buffer) => pointers.TryGetValue(buffer, out var pointer) ? pointer : string.Create(CultureInfo.InvariantCulture, $"p{operands.IndexOf(buffer)}");

    /// <summary>Whether a buffer begins at a multiple of 16 bytes, which the run decides.</summary>
    public string IsAligned(TensorBuffer buffer) =>
        pointers.TryGetValue(buffer, out var pointer) ? $"((u64){pointer} & 15) == 0" : string.Create(CultureInfo.InvariantCulture, $"(o{operands.IndexOf(buffer)} & 15) == 0");

    /// <summary>From now on a buffer that is no operand is found in the device's memory at a pointer of this name.</summary>
    public void Place(TensorBuffer buffer, string pointer) => pointers[buffer] = pointer;

    /// <summary>From now on the one element of a buffer is this value.</summary>
    public void Know(TensorBuffer buffer, string value) => values[buffer] = value;

    /// <summary>From now on a buffer is found in the memory of a group.</summary>
    /// <param name="buffer">The buffer.</param>
    /// <param name="pointer">Its first element there.</param>
    /// <param name="start">The position of that element in the whole buffer.</param>
    public void Keep(TensorBuffer buffer, string pointer, string start) => kept[buffer] = (pointer, start);

    /// <summary>Whether a buffer is found in the memory of a group.</summary>
    public bool IsKept(TensorBuffer buffer) => kept.ContainsKey(buffer);

    /// <summary>The address of an element, wherever it is found.</summary>
    public string Address(TensorBuffer buffer, string position) =>
        kept.TryGetValue(buffer, out var place) ? $"{place.Pointer} + {Within(position, place.Start)}" : $"{Pointer(buffer)} + {position}";

    /// <summary>Whether a buffer is found in the device's memory.</summary>
    public bool IsOutside(TensorBuffer buffer) => !kept.ContainsKey(buffer) && !values.ContainsKey(buffer);

    /// <summary>An element as a value.</summary>
    public string Load(TensorBuffer buffer, string position) => values.TryGetValue(buffer, out var value) ? value
        : kept.TryGetValue(buffer, out var place) ? CType.LoadShared(buffer.Element, place.Pointer, Within(position, place.Start))
        : CType.Load(buffer.Element, Pointer(buffer), position);

    /// <summary>A statement that stores an element.</summary>
    public string Store(TensorBuffer buffer, string position, string value) => kept.TryGetValue(buffer, out var place)
        ? CType.StoreShared(buffer.Element, place.Pointer, Within(position, place.Start), value)
        : CType.Store(buffer.Element, Pointer(buffer), position, value);

    /// <summary>The number by which a fault names the operation that asked for an index.</summary>
    public int SiteOf(LoadedIndex index)
    {
        var site = 0;
        while (site < sites.Length && !ReferenceEquals(sites[site].Index, index))
            site++;
        return site;
    }

    /// <summary>The type of positions.</summary>
    public string PositionType => isWide ? "i64" : "int";

    /// <summary>A counter in arithmetic that may leave the range of an int.</summary>
    public string Wide(string counter) => isWide ? $"(i64){counter}" : counter;

    /// <summary>The whole text: what every kernel begins with, its function.</summary>
    /// <param name="items">Items of a group.</param>
    /// <param name="body">The statements.</param>
    /// <param name="functions">Functions that only this kernel has.</param>
    /// <param name="together">How many groups registers are to suffice for at the same time, where the compiler is to see to that.</param>
    public string Complete(int items, string body, string functions = "", int together = 1)
    {
        var text = new StringBuilder(functions);
        text.Append(together > 1 ? string.Create(CultureInfo.InvariantCulture, $"NN_KERNEL_BESIDE({items}, {together})") : string.Create(CultureInfo.InvariantCulture, $"NN_KERNEL({items})"));
        text.Append(CultureInfo.InvariantCulture, $" {FunctionName}(");
        for (var i = 0; i < operands.Length; i++)
            text.Append(CultureInfo.InvariantCulture, $"NN_GLOBAL {Constness(operands[i])}u8* m{i}, i64 o{i}, ");
        text.Append(BodyStart);
        for (var i = 0; i < operands.Length; i++)
        {
            var type = PointerType(i);
            text.Append(CultureInfo.InvariantCulture, $"  {type} p{i} = ({type})(m{i} + o{i});\n");
        }

        return text.Append(body).Append("}\n").ToString();
    }

    /// <summary>The type of an operand's pointer.</summary>
    public string PointerType(int operand) => $"NN_GLOBAL {Constness(operands[operand])}{CType.Of(operands[operand].Element).Stored}*";

    /// <summary>Whether doubles occur.</summary>
    public static bool UsesDoubles(Kernel kernel)
    {
        if (kernel is SweepKernel sweep)
            return sweep.Members.Any(UsesDoubles);
        if (kernel is FusedKernel fused)
            return fused.Segments.Any(static segment => segment.Members.Any(static member => UsesDoubles(member.Kernel)));
        if (kernel is ScanKernel scan)
            return scan.Body.Kernels.Any(UsesDoubles);
        if (kernel.Operands.Any(static buffer => buffer.Element == ElementType.Float64))
            return true;
        var found = false;
        if (kernel is ElementKernel element)
            ExpressionWalker.Visit(element.Body, scalar => found |= scalar.Element == ElementType.Float64, null);
        return found;
    }

    // Counters run through what only a group has, too: such a table may be larger than all that is outside.
    private static IEnumerable<TensorBuffer> Buffers(Kernel kernel) => kernel switch
    {
        SweepKernel sweep => sweep.Members.SelectMany(static member => member.Operands),
        FusedKernel fused => fused.Segments.SelectMany(static segment => segment.Members).SelectMany(static member => member.Kernel.Operands),
        ScanKernel scan => scan.Operands.Concat(scan.Body.Kernels.SelectMany(Buffers)),
        _ => kernel.Operands,
    };

    private static string Within(string position, string start) => start == "0" ? position : $"{position} - {start}";

    private string Constness(TensorBuffer buffer) => kernel.Writes.Contains(buffer) ? string.Empty : "const ";
}
