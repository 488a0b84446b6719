using Dsl.Language.Lowering;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.Cpu.Elements;

/// <summary>How many operations and stores use each part of bodies.</summary>
internal sealed class UseCounts
{
    private readonly Dictionary<ScalarExpression, int> counts = new(ReferenceEqualityComparer.Instance);

    /// <param name="bodies">What is stored; that is a use, too.</param>
    public UseCounts(ReadOnlySpan<ScalarExpression> bodies)
    {
        foreach (var body in bodies)
            counts[body] = counts.GetValueOrDefault(body) + 1;
        ExpressionWalker.Visit(
            bodies,
            part =>
            {
                foreach (var operand in ExpressionWalker.Operands(part))
                    counts[operand] = counts.GetValueOrDefault(operand) + 1;
            },
            null);
    }

    public int Of(ScalarExpression part) => counts.GetValueOrDefault(part);
}
