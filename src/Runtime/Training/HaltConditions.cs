using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Programs;
using Dsl.Language.Types;

namespace Dsl.Runtime.Training;

/// <summary>What a device looks at between steps that begin before anybody has looked at the one before: false where the training ends (<see cref="StepComputations.IsFailure"/>).</summary>
internal static class HaltConditions
{
    /// <summary>Whether a loss is finite: a bool scalar.</summary>
    public static Node IsFinite(Node loss)
    {
        var builder = new GraphBuilder();
        var largest = builder.ConstantLike(loss, loss.Element == ElementType.Float64 ? double.MaxValue : float.MaxValue);
        return builder.Create(ComparisonOperators.LessEqual, builder.Create(FunctionOperators.Abs, loss), largest);
    }

    /// <summary>Whether a step whose loss is finite was taken, or left out for a factor of the loss that can still become smaller: a bool scalar.</summary>
    public static Node IsTaken(TrainingStep step)
    {
        var builder = new GraphBuilder();
        if (step.IsSound is not { } isSound)
            return builder.CreateConstant(1, ElementType.Bool);
        return step.LossScale is { } scale
            ? builder.Create(ComparisonOperators.LogicalOr, isSound, builder.Create(ComparisonOperators.GreaterEqual, scale, builder.ConstantLike(scale, 1)))
            : isSound;
    }

    /// <summary>Whether the training goes on after a step of one batch: a bool scalar. A step that was taken has a finite loss.</summary>
    public static Node GoesOn(TrainingStep step) => step switch
    {
        { IsSound: null } => IsFinite(step.Loss),
        { LossScale: null } => IsTaken(step),
        _ => new GraphBuilder().Create(ComparisonOperators.LogicalAnd, IsFinite(step.Loss), IsTaken(step)),
    };
}
