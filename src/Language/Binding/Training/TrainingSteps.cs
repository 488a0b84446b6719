using System.Collections.Immutable;
using Dsl.Language.Binding.Units;
using Dsl.Language.Binding.Values;
using Dsl.Language.Graph;
using Dsl.Language.Programs;
using Dsl.Language.Types;

namespace Dsl.Language.Binding.Training;

/// <summary>What training and single steps share: gradients, clipping, and the optimizer on each weight.</summary>
internal static class TrainingSteps
{
    public static OptimizerValue? OptimizerOf(UnitCall call, Argument argument)
    {
        switch (argument.Value)
        {
            case OptimizerValue optimizer:
                return optimizer;
            case OptimizerDeclarationValue declaration:
                call.Elaborator.Report(
                    new Diagnostics.Diagnostic(TypeErrors.WrongKind, argument.Location, $"`{declaration.Name}` is an optimizer before its settings; call it, as in {declaration.Name}()")
                    {
                        Fixes = [new Diagnostics.DiagnosticFix("call it", [new Diagnostics.TextEdit(argument.Location, $"{argument.Location.Text}()")])],
                    },
                    call.Frame);
                return null;
            case PoisonValue:
                return null;
            default:
                call.Fail(TypeErrors.WrongKind, argument.Location, $"an optimizer such as sgd(0.1) or adamw(lr: 1e-3) is needed here, and this is {Elaborator.Describe(argument.Value)}");
                return null;
        }
    }

    /// <summary>The gradients of the loss by the weights; null when there are none, which has been reported.</summary>
    public static ImmutableArray<Node>? Gradients(UnitCall call, Node loss, ImmutableArray<Variable> weights) =>
        call.Elaborator.Differentiate(loss, [.. weights.Select(w => call.Elaborator.ReadVariable(w, null))], call.Location, call.Frame);

    /// <summary>The new value of every weight, after the limits that the call sets to gradients; null when something was wrong, which has been reported.</summary>
    public static ImmutableArray<VariableAssignment>? Updates(
        UnitCall call, OptimizerValue optimizer, ImmutableArray<Variable> weights, ImmutableArray<Node> gradients, string key)
    {
        var elaborator = call.Elaborator;
        if (call.PositiveNumber("clip_value") is { } size)
            gradients = ClipByValue(elaborator, gradients, size, call);
        if (call.PositiveNumber("clip") is { } limit)
            gradients = ClipByNorm(elaborator, gradients, limit, call);
        var updates = ImmutableArray.CreateBuilder<VariableAssignment>();
        var checkedShapes = new HashSet<Shape>();
        for (var i = 0; i < weights.Length; i++)
        {
            var weight = elaborator.ReadVariable(weights[i], null);
            // What a rule says of a weight depends on its shape and on settings only.
            if (elaborator.ChecksOnly && !checkedShapes.Add(weight.Shape))
            {
                updates.Add(new VariableAssignment(weights[i], weight));
                continue;
            }

            var updated = elaborator.ApplyOptimizer(optimizer, new OptimizerTarget(weights[i], key), weight, gradients[i], call.Site, call.Frame);
            if (updated is null)
                return null;
            updates.Add(new VariableAssignment(weights[i], updated));
        }

        return updates.ToImmutable();
    }

    // Each number of a gradient on its own is brought between -limit and limit.
    private static ImmutableArray<Node> ClipByValue(Elaborator elaborator, ImmutableArray<Node> gradients, double limit, UnitCall call)
    {
        return [.. gradients.Select(g => elaborator.Operate("maximum", [elaborator.Operate("minimum", [g, Constant(g, limit)], call.Location), Constant(g, -limit)], call.Location))];

        Node Constant(Node like, double value) =>
            elaborator.BroadcastTo(Operators.SourceOperators.CreateConstant(elaborator.Builder, value, like.Element), like.Shape, call.Location);
    }

    // All gradients shrink together when their common norm exceeds the limit (Pascanu, Mikolov, Bengio 2013).
    private static ImmutableArray<Node> ClipByNorm(Elaborator elaborator, ImmutableArray<Node> gradients, double limit, UnitCall call)
    {
        var location = call.Location;
        Node? total = null;
        foreach (var gradient in gradients)
        {
            var squares = elaborator.Operate("sum", [elaborator.Operate("multiply", [gradient, gradient], location)], location);
            squares = elaborator.Cast(squares, ElementType.Float32);
            total = total is null ? squares : elaborator.Operate("add", [total, squares], location);
        }

        var norm = elaborator.Operate("sqrt", [total!], location);
        var floor = elaborator.Operate("maximum", [norm, Operators.SourceOperators.CreateConstant(elaborator.Builder, limit, ElementType.Float32)], location);
        var factor = elaborator.Operate("divide", [Operators.SourceOperators.CreateConstant(elaborator.Builder, limit, ElementType.Float32), floor], location);
        return [.. gradients.Select(g => elaborator.Operate("multiply", [g, elaborator.BroadcastTo(elaborator.Cast(factor, g.Element), g.Shape, location)], location))];
    }
}
