using Dsl.Runtime.Kernels;

namespace Dsl.Benchmarks.Profiling;

/// <summary>What a launch has to do: the products of its contractions and the bytes that come from outside and go there.</summary>
/// <param name="Flops">Two for each multiplication and addition of a contraction.</param>
/// <param name="Bytes">Each buffer read or written counted once.</param>
internal readonly record struct KernelWork(double Flops, double Bytes)
{
    public static KernelWork Of(Kernel kernel) => kernel switch
    {
        FusedKernel fused => new KernelWork(fused.Segments.Sum(static s => s.Members.Sum(static m => Of(m.Kernel).Flops)), OuterBytes(fused)),
        ScanKernel scan => new KernelWork(scan.Length * scan.Body.Kernels.Sum(static k => Of(k).Flops), OuterBytes(scan)),
        ContractionKernel contraction => new KernelWork(contraction.Loops.Aggregate(2.0, static (product, loop) => product * loop.Extent), OuterBytes(contraction)),
        _ => new KernelWork(0, OuterBytes(kernel)),
    };

    private static double OuterBytes(Kernel kernel) => kernel.Reads.Sum(static b => (double)b.ByteCount) + kernel.Writes.Sum(static b => (double)b.ByteCount);
}
