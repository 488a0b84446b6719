using System.Collections.Immutable;
using Dsl.Language.Lowering;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.Cpu.Elements;

/// <summary>
/// The streams of a kernel's random numbers are operands, behind the addresses: layers that differ in nothing but the place in the script that their randomness comes
/// from share one function.
/// </summary>
internal static class StreamOperands
{
    /// <summary>The random numbers whose streams are operands, in this order; empty for kernels that draw none.</summary>
    public static ImmutableArray<RandomScalar> Of(Kernel kernel)
    {
        if (kernel is MemberSequence sequence)
            return [.. sequence.Segment.Members.SelectMany(static member => Of(member.Kernel))];
        if (kernel is not ElementKernel element)
            return [];
        var randoms = ImmutableArray.CreateBuilder<RandomScalar>();
        ExpressionWalker.Visit(
            element.Body,
            part =>
            {
                if (part is RandomScalar random)
                    randoms.Add(random);
            },
            null);
        return randoms.ToImmutable();
    }

    /// <summary>The place among the operands where a random number's stream is.</summary>
    public static int PlaceOf(Kernel kernel, RandomScalar random)
    {
        var randoms = Of(kernel);
        var index = 0;
        while (!ReferenceEquals(randoms[index], random))
            index++;
        return kernel.Operands.Length + index;
    }
}
