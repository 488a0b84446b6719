using Dsl.Language.Lowering;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.Cpu;

/// <summary>How many operations use each part of a body.</summary>
internal sealed class UseCounts
{
    private readonly Dictionary<ScalarExpression, int> counts = new(ReferenceEqualityComparer.Instance);

    public UseCounts(ScalarExpression body) => ExpressionWalker.Visit(
        body,
        part =>
        {
            foreach (var operand in ExpressionWalker.Operands(part))
                counts[operand] = counts.GetValueOrDefault(operand) + 1;
        },
        null);

    public int Of(ScalarExpression part) => counts.GetValueOrDefault(part);
}
