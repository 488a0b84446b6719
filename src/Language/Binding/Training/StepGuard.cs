using System.Collections.Immutable;
using Dsl.Language.Binding.Units;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Programs;
using Dsl.Language.Text;
using Dsl.Language.Types;

namespace Dsl.Language.Binding.Training;

/// <summary>
/// Keeps every variable as it is in a step whose loss or gradients are not finite: whoever looks for the cause finds the weights that the step began with.
/// </summary>
internal static class StepGuard
{
    /// <summary>Whether a loss is finite, and a witness of gradients: a bool scalar.</summary>
    public static Node IsSound(Elaborator elaborator, Node loss, Node? witness)
    {
        var isSound = IsFinite(elaborator, loss);
        return witness is null ? isSound : elaborator.Operate("logical_and", [isSound, IsFinite(elaborator, witness)], loss.Location);
    }

    /// <summary>What updates need of gradients.</summary>
    /// <param name="call">The call, which may clip.</param>
    /// <param name="gradients">Before they are clipped.</param>
    /// <param name="updates">The new weights, and the states that the optimizer writes.</param>
    public static GradientRange RangeFor(UnitCall call, ImmutableArray<Node> gradients, IEnumerable<Node> updates)
    {
        if (call.Has("clip_value"))
            return GradientRange.Finite;
        if (call.Has("clip"))
            return GradientRange.FiniteNorm;
        var depending = gradients.ToHashSet<Node>(ReferenceEqualityComparer.Instance);
        foreach (var node in GraphTraversal.TopologicalOrder([.. updates]))
        {
            if (!node.Inputs.Any(depending.Contains))
                continue;
            depending.Add(node);
            var isSquare = node.Operator == ArithmeticOperators.Power || (node.Operator == ArithmeticOperators.Multiply && node.Inputs[0] == node.Inputs[1]);
            if (isSquare && depending.Contains(node.Inputs[0]))
                return GradientRange.FiniteSquares;
        }

        return GradientRange.Finite;
    }

    /// <summary>A sum over all gradients that is finite where they are in a range. Nothing but a number that is not finite times 0 is no 0, so large numbers do no harm.</summary>
    public static Node Witness(Elaborator elaborator, ImmutableArray<Node> gradients, GradientRange range, SourceLocation location)
    {
        Node? total = null;
        foreach (var gradient in gradients)
        {
            var part = range == GradientRange.Finite ? gradient : elaborator.Operate("multiply", [gradient, gradient], location);
            if (range != GradientRange.FiniteNorm)
            {
                var zero = SourceOperators.CreateConstant(elaborator.Builder, 0, part.Element);
                part = elaborator.Operate("multiply", [part, elaborator.BroadcastTo(zero, part.Shape, location)], location);
            }

            var own = elaborator.Cast(elaborator.Operate("sum", [part], location), ElementType.Float32);
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
