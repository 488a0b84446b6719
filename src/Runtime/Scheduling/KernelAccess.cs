using System.Collections.Immutable;
using Dsl.Language.Lowering;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling;

/// <summary>
/// How a kernel moves through its buffers when its output is cut into equal pieces, the positions: the leading loops' values, flattened
/// row-major. A load is aligned when it stays within the piece of the same number.
/// </summary>
internal abstract class KernelAccess(Kernel kernel)
{
    private readonly Dictionary<(TensorBuffer Buffer, long Positions), bool> aligned = [];

    /// <summary>The kernel.</summary>
    public Kernel Kernel { get; } = kernel;

    /// <summary>The numbers of positions, greater than 1 and rising, into which the output may be cut.</summary>
    public abstract ImmutableArray<long> Candidates { get; }

    /// <summary>About how many nanoseconds one thread takes.</summary>
    public required double Work { get; init; }

    /// <summary>Whether the kernel may meet a fault that no earlier kernel would have met.</summary>
    public bool MayFail { get; set; }

    /// <summary>The access of a kernel; kernels of special kinds are one indivisible piece.</summary>
    public static KernelAccess Of(Kernel kernel) => kernel switch
    {
        ElementKernel element when element.Output.ElementCount > 0 => new ElementKernelAccess(element) { Work = KernelWork.Of(element) },
        JoinedElementKernel joined => new ElementKernelAccess(joined) { Work = KernelWork.Of(joined) },
        ContractionKernel contraction => new ContractionAccess(contraction) { Work = KernelWork.Of(contraction) },
        QuantizedProductKernel product => new QuantizedProductAccess(product) { Work = KernelWork.Of(product) },
        PackKernel pack => new PackKernelAccess(pack) { Work = KernelWork.Of(pack) },
        ScatterAddKernel scatter => new ScatterAddAccess(scatter) { Work = KernelWork.Of(scatter) },
        _ => new WholeKernelAccess(kernel) { Work = KernelWork.Of(kernel) },
    };

    /// <summary>The kernel with so many positions, which must be one of the candidates or 1.</summary>
    public FusedMember Member(long positions) => positions == 1 ? new FusedMember(Kernel, 0) : MemberAt(positions);

    /// <summary>Whether every load from the buffer stays within the position's own piece.</summary>
    public bool IsAligned(TensorBuffer buffer, long positions)
    {
        if (positions == 1)
            return true;
        if (!aligned.TryGetValue((buffer, positions), out var isAligned))
        {
            isAligned = Candidates.Contains(positions) && buffer.ElementCount > 0 && buffer.ElementCount % positions == 0 && LoadsOwnPiece(buffer, positions);
            aligned.Add((buffer, positions), isAligned);
        }

        return isAligned;
    }

    protected abstract FusedMember MemberAt(long positions);

    protected abstract bool LoadsOwnPiece(TensorBuffer buffer, long positions);

    /// <summary>The products of the leading sizes of a shape, greater than 1 and rising.</summary>
    protected static ImmutableArray<long> PrefixProducts(ImmutableArray<int> shape)
    {
        var products = ImmutableArray.CreateBuilder<long>();
        var product = 1L;
        foreach (var size in shape)
        {
            if (size <= 1)
                continue;
            product *= size;
            products.Add(product);
        }

        return products.ToImmutable();
    }
}
