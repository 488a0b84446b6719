using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Programs;
using Dsl.Language.Text;
using Dsl.Language.Types;

namespace Dsl.Language.Binding.Training;

/// <summary>
/// Keeps every variable as it is in a step whose loss or gradients are not finite: whoever looks for the cause finds what the step began with.
/// </summary>
internal static class StepGuard
{
    /// <summary>Whether a loss, and gradients by the sum of their squares, are finite: a bool scalar.</summary>
    public static Node IsSound(Elaborator elaborator, Node loss, Node? squares)
    {
        var isSound = IsFinite(elaborator, loss);
        return squares is null ? isSound : elaborator.Operate("logical_and", [isSound, IsFinite(elaborator, squares)], loss.Location);
    }

    /// <summary>The sum of the squares of all gradients, which is finite where every gradient is. Clipping by the norm needs the same number.</summary>
    public static Node SumOfSquares(Elaborator elaborator, ImmutableArray<Node> gradients, SourceLocation location)
    {
        Node? total = null;
        foreach (var gradient in gradients)
        {
            var own = elaborator.Cast(elaborator.Operate("sum", [elaborator.Operate("multiply", [gradient, gradient], location)], location), ElementType.Float32);
            total = total is null ? own : elaborator.Operate("add", [total, own], location);
        }

        return total!;
    }

    /// <summary>The assignments, each undone where the step is not sound.</summary>
    public static ImmutableArray<VariableAssignment> Apply(Elaborator elaborator, Node isSound, IEnumerable<VariableAssignment> assignments) =>
    [
        .. assignments.Select(assignment => assignment with
        {
            Value = elaborator.Operate(
                "where",
                [elaborator.BroadcastTo(isSound, assignment.Value.Shape, isSound.Location), assignment.Value, elaborator.ReadVariable(assignment.Variable, isSound.Location)],
                assignment.Value.Location),
        }),
    ];

    // False for NaN too.
    private static Node IsFinite(Elaborator elaborator, Node scalar)
    {
        var largest = elaborator.Builder.CreateConstant(scalar.Element == ElementType.Float64 ? double.MaxValue : float.MaxValue, scalar.Element, scalar.Location);
        return elaborator.Operate("less_equal", [elaborator.Operate("abs", [scalar], scalar.Location), largest], scalar.Location);
    }
}
