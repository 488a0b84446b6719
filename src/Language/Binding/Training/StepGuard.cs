using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Programs;
using Dsl.Language.Types;

namespace Dsl.Language.Binding.Training;

/// <summary>
/// Keeps every variable as it is in a step whose loss, or with loss scaling whose gradients, are not finite: whoever looks for the cause finds what the step began with.
/// </summary>
internal static class StepGuard
{
    /// <summary>The assignments, each undone where the step went wrong, and those of the loss scaling.</summary>
    public static ImmutableArray<VariableAssignment> Apply(Elaborator elaborator, Node loss, LossScaling? scaling, ImmutableArray<VariableAssignment> assignments)
    {
        var location = loss.Location;
        var isSound = IsFinite(elaborator, loss);
        if (scaling?.Squares is { } squares)
            isSound = elaborator.Operate("logical_and", [isSound, IsFinite(elaborator, squares)], location);
        ImmutableArray<VariableAssignment> guarded =
        [
            .. assignments.Select(assignment => assignment with
            {
                Value = elaborator.Operate(
                    "where",
                    [elaborator.BroadcastTo(isSound, assignment.Value.Shape, location), assignment.Value, elaborator.ReadVariable(assignment.Variable, location)],
                    assignment.Value.Location),
            }),
        ];
        return scaling is null ? guarded : guarded.AddRange(scaling.Advance(isSound));
    }

    // False for NaN too.
    private static Node IsFinite(Elaborator elaborator, Node scalar)
    {
        var largest = elaborator.Builder.CreateConstant(scalar.Element == ElementType.Float64 ? double.MaxValue : float.MaxValue, scalar.Element, scalar.Location);
        return elaborator.Operate("less_equal", [elaborator.Operate("abs", [scalar], scalar.Location), largest], scalar.Location);
    }
}
