using System.Collections.Immutable;
using Dsl.Language.Lowering;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling;

/// <summary>Positions of element kernels: their loops are the output's axes, so any number of leading loops will do.</summary>
internal sealed class ElementKernelAccess : KernelAccess
{
    private readonly Kernel kernel;
    private readonly ImmutableArray<LoopVariable> loops;
    private readonly Dictionary<TensorBuffer, List<LoadPosition>> loads = new(ReferenceEqualityComparer.Instance);

    /// <param name="kernel">An element kernel, or several joined.</param>
    public ElementKernelAccess(Kernel kernel)
        : base(kernel)
    {
        this.kernel = kernel;
        var parts = JoinedElementKernel.PartsOf(kernel);
        loops = parts[0].Loops;
        Candidates = parts.All(StoresInOrder) ? PrefixProducts([.. loops.Select(static loop => loop.Extent)]) : [];
        foreach (var load in parts.SelectMany(static part => LoadPosition.Collect(part.Body)))
        {
            if (!loads.TryGetValue(load.Buffer, out var positions))
                loads.Add(load.Buffer, positions = []);
            positions.Add(load);
        }
    }

    public override ImmutableArray<long> Candidates { get; }

    protected override FusedMember MemberAt(long positions) => new(kernel, LeadingLoops(positions));

    protected override bool LoadsOwnPiece(TensorBuffer buffer, long positions)
    {
        if (!loads.TryGetValue(buffer, out var places))
            return true;
        var leading = LeadingLoops(positions);
        foreach (var place in places)
        {
            if (!StaysWithin(place, leading, buffer.ElementCount / positions))
                return false;
        }

        return true;
    }

    /// <summary>Whether the loops, in their order, store the output's elements one after another.</summary>
    public static bool StoresInOrder(ElementKernel kernel)
    {
        var index = LinearIndex.OfElement(kernel.Output.Shape, kernel.OutputIndices);
        var stride = 1L;
        for (var i = kernel.Loops.Length - 1; i >= 0; i--)
        {
            if (kernel.Loops[i].Extent != 1 && index.StrideOf(kernel.Loops[i]) != stride)
                return false;
            stride *= kernel.Loops[i].Extent;
        }

        return index.Constant == 0 && stride == kernel.Output.ElementCount;
    }

    private int LeadingLoops(long positions)
    {
        var product = 1L;
        for (var i = 0; i < loops.Length; i++)
        {
            product *= loops[i].Extent;
            if (product == positions)
                return i + 1;
        }

        throw new InvalidOperationException($"{kernel.Node} cannot be cut into {positions} positions");
    }

    /// <summary>Whether the load is at position * piece plus something from 0 to piece - 1.</summary>
    private bool StaysWithin(LoadPosition load, int leading, long piece)
    {
        var index = load.Index;
        var expected = piece;
        Span<long> strides = stackalloc long[leading];
        for (var i = leading - 1; i >= 0; i--)
        {
            strides[i] = expected;
            expected *= loops[i].Extent;
        }

        var (minimum, maximum) = (index.Constant + load.GuardedMinimum, index.Constant + load.GuardedMaximum);
        var found = 0;
        foreach (var (atom, coefficient) in index.Terms)
        {
            if (atom is LoopIndex loop && PositionOf(loop.Variable, leading) is >= 0 and var place)
            {
                if (coefficient != strides[place])
                    return false;
                found++;
                continue;
            }

            if (atom.Range is not { } range)
                return false;
            minimum += coefficient * (coefficient >= 0 ? range.Minimum : range.Maximum);
            maximum += coefficient * (coefficient >= 0 ? range.Maximum : range.Minimum);
        }

        for (var i = 0; i < leading; i++)
        {
            if (loops[i].Extent == 1)
                found++;
        }

        return found == leading && minimum >= 0 && maximum < piece;
    }

    private int PositionOf(LoopVariable variable, int leading)
    {
        for (var i = 0; i < leading; i++)
        {
            if (loops[i] == variable && variable.Extent != 1)
                return i;
        }

        return -1;
    }
}
