using System.Globalization;
using Dsl.Language.Lowering;
using Dsl.Language.Types;
using Dsl.Runtime.Kernels;
using Dsl.Runtime.Scheduling;

namespace Dsl.Runtime.Backends.CStyle;

/// <summary>What the items of a phase read and write in pieces of 16 bytes, when each of them takes several elements that follow one another.</summary>
internal sealed class VectorAccess
{
    // With more of them enough is on its way at once.
    private const int MostReadsOfTwo = 3;

    private readonly List<(ElementKernel Kernel, LoadScalar Load, string Name)> reads = [];
    private readonly Dictionary<LoadScalar, string> names = new(ReferenceEqualityComparer.Instance);

    private readonly HashSet<TensorBuffer> written = new(ReferenceEqualityComparer.Instance);

    private VectorAccess(int width)
    {
        Width = width;
    }

    /// <summary>Elements of an item: as many as make 16 bytes of the largest floats.</summary>
    public int Width { get; }

    /// <summary>Buffers that must begin at a multiple of 16 bytes.</summary>
    public HashSet<TensorBuffer> Buffers { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>The accesses of a phase without shared reductions; null where pieces would not help.</summary>
    /// <param name="phase">The phase.</param>
    /// <param name="elements">The most elements of a group.</param>
    /// <param name="isOutside">Whether a buffer lies in the device's memory.</param>
    /// <param name="isKept">Whether a buffer lies in the group's memory, where items that take neighbouring elements one by one would wait for one another.</param>
    public static VectorAccess? Find(LaunchPhase phase, long elements, Func<TensorBuffer, bool> isOutside, Func<TensorBuffer, bool> isKept)
    {
        var kernels = phase.Members.Select(static member => (ElementKernel)member.Kernel).ToArray();
        if (Array.Exists(kernels, HoldsLoop))
            return null;
        var loads = kernels.SelectMany(kernel => Plain(kernel.Body)
            .Where(load => IsFloat(load.Buffer) && (isOutside(load.Buffer) || (isKept(load.Buffer) && LaunchPhases.IsOwnElement(load, kernel)))).Select(load => (kernel, load))).ToArray();
        var outputs = kernels.Select(static kernel => kernel.Output).Where(output => IsFloat(output) && (isOutside(output) || isKept(output))).ToArray();
        var access = new VectorAccess(WidthOf(outputs.Concat(loads.Select(static item => item.load.Buffer))));
        if (elements % access.Width != 0 || elements < (long)access.Width * DeviceTarget.Items / 2)
            return null;
        foreach (var (kernel, load) in loads)
            access.Add(kernel, load);
        if (Array.Exists(kernels, kernel => (isOutside(kernel.Output) && !IsFloat(kernel.Output)) || access.LeavesGaps(kernel, isOutside)))
            return null;
        access.written.UnionWith(outputs);
        access.Buffers.UnionWith(outputs.Where(isOutside));
        access.Buffers.RemoveWhere(buffer => isKept(buffer));
        return access.reads.Count + outputs.Length == 0 ? null : access;
    }

    /// <summary>The name of the values that a load has been prepared as; null where it was not.</summary>
    public string? NameOf(LoadScalar load) => names.GetValueOrDefault(load);

    /// <summary>How many pieces of so many elements an item takes at once: two where one would leave little on its way from the device's memory.</summary>
    public int Together(long elements) => reads.Count is > 0 and <= MostReadsOfTwo && elements > 0 && elements % (2L * Width * DeviceTarget.Items) == 0 ? 2 : 1;

    /// <summary>Declares what the reads of so many pieces come to.</summary>
    public void Declare(RenderScope scope, int pieces)
    {
        foreach (var (_, _, name) in reads)
            scope.Line(string.Create(CultureInfo.InvariantCulture, $"float {name}[{pieces}][{Width}];"));
    }

    /// <summary>Writes the reads of the elements that begin at a place.</summary>
    /// <param name="text">The kernel.</param>
    /// <param name="scope">The block to write to.</param>
    /// <param name="element">The name of the place.</param>
    /// <param name="piece">The name of the piece's number.</param>
    public void Read(KernelText text, RenderScope scope, string element, string piece)
    {
        foreach (var (kernel, load, name) in reads)
        {
            var renderer = new ScalarRenderer(text, scope);
            renderer.Begin(new OwnElement(LinearIndex.OfElement(kernel.Output.Shape, kernel.OutputIndices), element));
            renderer.Block(kernel.Loops, true, string.Empty, () =>
            {
                renderer.Counters(kernel.Loops.AsSpan(), element);
                var place = text.Address(load.Buffer, renderer.Position(load.Buffer.Shape, load.Indices));
                renderer.Line(Piece(load.Buffer.Element, "READ", $"{name}[{piece}]", place, Width, text.IsKept(load.Buffer)));
            });
        }
    }

    /// <summary>A statement that writes the elements that begin at a place.</summary>
    public string Write(KernelText text, TensorBuffer output, string values, string element) =>
        $"{(text.IsKept(output) ? string.Empty : KernelGuard.Mark)}{Piece(output.Element, "WRITE", values, text.Address(output, element), Width, text.IsKept(output))}";

    /// <summary>Whether values of the buffer are written in pieces.</summary>
    public bool Writes(TensorBuffer output) => written.Contains(output);

    /// <summary>Whether elements of a buffer may be read in pieces.</summary>
    public static bool IsFloat(TensorBuffer buffer) => buffer.Element is ElementType.Float32 or ElementType.Float16 or ElementType.BFloat16;

    /// <summary>How many elements of these buffers an item takes at a time. Eight floats of 32 bits would be two accesses, each with gaps between the items.</summary>
    public static int WidthOf(IEnumerable<TensorBuffer> buffers) => buffers.All(static buffer => buffer.Element != ElementType.Float32) ? 8 : 4;

    private static bool HoldsLoop(ElementKernel kernel)
    {
        var found = false;
        ExpressionWalker.Visit(kernel.Body, part => found |= part is ReduceScalar, null);
        return found;
    }

    /// <summary>Loads that happen for every element: not those under a condition, and not those of which another depends.</summary>
    public static List<LoadScalar> Plain(ScalarExpression root)
    {
        var found = new List<LoadScalar>();
        var seen = new HashSet<ScalarExpression>(ReferenceEqualityComparer.Instance);
        var pending = new Stack<ScalarExpression>();
        pending.Push(root);
        while (pending.TryPop(out var part))
        {
            if (!seen.Add(part) || part is GuardedScalar)
                continue;
            if (part is LoadScalar load)
                found.Add(load);
            foreach (var operand in ExpressionWalker.Operands(part))
                pending.Push(operand);
        }

        return found;
    }

    /// <summary>A statement that reads or writes so many elements from a place that is a multiple of their bytes, as far as those are 16.</summary>
    /// <param name="element">The type in memory.</param>
    /// <param name="action">READ or WRITE.</param>
    /// <param name="values">The name of the values, which are single precision.</param>
    /// <param name="place">The first element's address.</param>
    /// <param name="width">4, or 8.</param>
    /// <param name="isKept">Whether the place is in the group's memory.</param>
    public static string Piece(ElementType element, string action, string values, string place, int width, bool isKept = false)
    {
        var space = isKept ? "_KEPT" : string.Empty;
        if (element == ElementType.Float32)
            return string.Create(CultureInfo.InvariantCulture, $"NN_{action}_FOUR{space}({values}, {place})");
        var conversion = $"nn_{(action == "READ" ? "from" : "to")}_{(element == ElementType.Float16 ? "f16" : "bf16")}";
        return $"NN_{action}_{(width == 4 ? "FOUR_BITS" : "EIGHT")}{space}({values}, {place}, {conversion})";
    }

    private void Add(ElementKernel kernel, LoadScalar load)
    {
        if (!Follows(kernel, load))
            return;
        var name = string.Create(CultureInfo.InvariantCulture, $"w{reads.Count}");
        reads.Add((kernel, load, name));
        names.Add(load, name);
        Buffers.Add(load.Buffer);
    }

    // Whether items would load element by element what lies between the elements of their neighbours: items that take one element each leave no gaps. Single bytes do not matter.
    private bool LeavesGaps(ElementKernel kernel, Func<TensorBuffer, bool> isOutside)
    {
        var last = kernel.Loops.LastOrDefault(static loop => loop.Extent > 1);
        var leavesGaps = false;
        ExpressionWalker.Visit(
            kernel.Body,
            part => leavesGaps |= part is LoadScalar load && last is not null && load.Buffer.Element != ElementType.Bool && isOutside(load.Buffer) && !names.ContainsKey(load)
                && LinearIndex.OfElement(load.Buffer.Shape, load.Indices).StrideOf(last) != 0,
            null);
        return leavesGaps;
    }

    // Whether elements that follow one another load what follows one another, from a multiple of the width.
    private bool Follows(ElementKernel kernel, LoadScalar load)
    {
        var index = LinearIndex.OfElement(load.Buffer.Shape, load.Indices);
        if (index.Terms.IsEmpty)
            return false;
        if (LaunchPhases.IsOwnElement(load, kernel))
            return true;
        var last = kernel.Loops.LastOrDefault(static loop => loop.Extent > 1);
        return last is not null && FollowsAlong(index, last, Width);
    }

    /// <summary>Whether turns of a loop that follow one another, from a multiple of a width, load what follows one another from a multiple of it, in the same row where rows are looked up.</summary>
    /// <param name="index">The position of a load.</param>
    /// <param name="last">The innermost loop.</param>
    /// <param name="width">How many turns.</param>
    public static bool FollowsAlong(LinearIndex index, LoopVariable last, int width)
    {
        if (last.Extent % width != 0 || index.Constant % width != 0)
            return false;
        var follows = false;
        foreach (var (atom, coefficient) in index.Terms)
        {
            if (atom is LoadedIndex row && coefficient % width == 0 && !new FreeVariables().Of(row.Value).Contains(last))
                continue;
            if (atom is not LoopIndex loop)
                return false;
            if (loop.Variable == last && coefficient == 1)
                follows = true;
            else if (coefficient % width != 0)
                return false;
        }

        return follows;
    }
}
