using System.Reflection;
using System.Runtime.CompilerServices;

namespace Dsl.Runtime.Backends.Cpu;

/// <summary>What kernels leave behind when they meet a fault.</summary>
internal unsafe struct FaultCell
{
    /// <summary>None when everything went well.</summary>
    public FaultKind Kind;

    /// <summary>Which of the kernel's operations met it, see <see cref="FaultSites"/>.</summary>
    public int Site;

    public long Index;

    public long Bound;

    /// <summary>Records an index out of range, from emitted code.</summary>
    internal static MethodInfo RecordIndexMethod { get; } = new RecordIndexFunction(RecordIndex).Method;

    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void RecordIndex(FaultCell* cell, int site, long index, long bound)
    {
        cell->Kind = FaultKind.IndexOutOfRange;
        cell->Site = site;
        cell->Index = index;
        cell->Bound = bound;
    }

    private delegate void RecordIndexFunction(FaultCell* cell, int site, long index, long bound);
}

/// <summary>The kinds of fault a kernel meets.</summary>
internal enum FaultKind
{
    None,
    IndexOutOfRange,
    SingularSystem,
}
