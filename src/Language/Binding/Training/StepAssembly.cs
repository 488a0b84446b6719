using System.Collections.Immutable;
using Dsl.Language.Binding.Units;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Programs;
using Dsl.Language.Types;

namespace Dsl.Language.Binding.Training;

/// <summary>Puts a step together: which changes belong to each small batch, which to the step, and what keeps a step that went wrong from changing weights.</summary>
internal static class StepAssembly
{
    private const string LossName = "loss";

    /// <summary>
    /// A sum for each weight takes the gradients of the small batches, each by its share of the rows, and one takes the losses. The gradients that are given back are the sums, read
    /// after the last small batch.
    /// </summary>
    public static (GradientAccumulation Accumulation, ImmutableArray<Node> Gathered) Accumulate(
        UnitCall call, Node loss, ImmutableArray<Variable> weights, ImmutableArray<Node> gradients, GraphInput draw)
    {
        var elaborator = call.Elaborator;
        var share = new GraphInput("share", TensorType.Scalar(ElementType.Float32));
        var shareNode = elaborator.Builder.CreateInput(share);
        var sums = ImmutableArray.CreateBuilder<VariableAssignment>();
        foreach (var (path, value) in weights.Select(static w => w.Path).Zip(gradients).Append((LossName, loss)))
        {
            var type = new TensorType(ElementType.Float32, value.Shape);
            var sum = new Variable($"{path}.sum", type, VariableKind.OptimizerState, call.Location);
            var part = elaborator.Operate(
                "multiply", [elaborator.Cast(value, ElementType.Float32), elaborator.BroadcastTo(shareNode, type.Shape, call.Location)], call.Location);
            sums.Add(new VariableAssignment(sum, elaborator.Operate("add", [elaborator.ReadVariable(sum, call.Location), part], call.Location)));
        }

        ImmutableArray<Node> gathered =
            [.. gradients.Select((g, i) => elaborator.Cast(elaborator.ReadVariable(sums[i].Variable, call.Location), g.Element, call.Location))];
        return (new GradientAccumulation(sums.ToImmutable(), [], share, draw), gathered);
    }

    /// <summary>
    /// The step with all that it changes. States of the network change with every batch, those of the optimizer with every step, and what is frozen with neither. A step that is not sound
    /// changes nothing, except that where small batches are gathered, those with a finite loss have changed states of the network before the gradients are known.
    /// </summary>
    public static TrainingStep Complete(
        Elaborator elaborator, TrainingStep step, IEnumerable<VariableAssignment> writes, IReadOnlySet<Variable> frozen, LossScaling? scaling, Node witness)
    {
        var free = writes.Where(w => !frozen.Contains(w.Variable)).ToImmutableArray();
        if (step.Accumulation is not { } accumulation)
        {
            var isSound = StepGuard.IsSound(elaborator, step.Loss, witness);
            return step with { IsSound = isSound, Updates = [.. StepGuard.Apply(elaborator, isSound, step.Updates.Concat(free)), .. scaling?.Advance(isSound) ?? []], LossScale = scaling?.Next };
        }

        var total = elaborator.ReadVariable(accumulation.Sums[^1].Variable, step.Loss.Location);
        var isGatheredSound = StepGuard.IsSound(elaborator, total, witness);
        var ofOptimizer = free.Where(static w => w.Variable.Kind == VariableKind.OptimizerState);
        return step with
        {
            IsSound = isGatheredSound,
            Updates = [.. StepGuard.Apply(elaborator, isGatheredSound, step.Updates.Concat(ofOptimizer)), .. scaling?.Advance(isGatheredSound) ?? []],
            LossScale = scaling?.Next,
            Accumulation = accumulation with
            {
                StateWrites = StepGuard.Apply(elaborator, StepGuard.IsSound(elaborator, step.Loss, null), free.Where(static w => w.Variable.Kind != VariableKind.OptimizerState)),
            },
        };
    }

    /// <summary>What sets the sums to zero, so that they have room before the first step.</summary>
    public static IEnumerable<VariableAssignment> Zeros(UnitCall call, TrainingStep step) => (step.Accumulation?.Sums ?? []).Select(s => new VariableAssignment(
        s.Variable,
        call.Elaborator.BroadcastTo(SourceOperators.CreateConstant(call.Elaborator.Builder, 0, s.Variable.Type.Element), s.Variable.Type.Shape, call.Location)));
}
