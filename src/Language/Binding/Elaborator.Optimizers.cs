using System.Collections.Immutable;
using Dsl.Language.Binding.Values;
using Dsl.Language.Graph;
using Dsl.Language.Syntax;
using Dsl.Language.Types;

namespace Dsl.Language.Binding;

public sealed partial class Elaborator
{
    private readonly Dictionary<(string Key, Variable Weight, string Name), Variable> optimizerStates = [];
    private readonly List<(Variable Variable, Node Initial)> freshOptimizerStates = [];

    /// <summary>
    /// Applies an update rule to one weight: gives its new value; the rule's states are made on first use under the key, and
    /// their updates recorded among <see cref="StateWrites"/>.
    /// </summary>
    internal Node? ApplyOptimizer(OptimizerValue optimizer, OptimizerTarget target, Node weight, Node gradient, SyntaxNode site, Frame frame)
    {
        var declaration = optimizer.Declaration;
        var body = new Frame(FrameKind.Optimizer, optimizer.Names)
        {
            Declaration = declaration,
            IsTraining = true,
            Facts = frame.Facts,
            CallSite = site.Location,
            Caller = frame,
            Depth = frame.Depth + 1,
            Target = target,
        };
        foreach (var (name, value) in optimizer.Settings)
            body.BindHere(name, value);
        var inputs = declaration.Inputs?.Parameters.Elements ?? [];
        if (inputs.Length != 2)
        {
            Poison(BindingErrors.NotHere, declaration.Name.Location, $"an optimizer takes a weight and its gradient, as in optimizer {declaration.Name.Text}(...) (w, g)", frame);
            return null;
        }

        body.BindHere(inputs[0].Name.Text, new TensorValue(weight));
        body.BindHere(inputs[1].Name.Text, new TensorValue(gradient));
        var result = EvaluateBody(declaration.Body, body);
        if (result is NothingValue)
        {
            Poison(TypeErrors.WrongKind, declaration.Name.Location, $"the last expression of the optimizer `{declaration.Name.Text}` must be the weight's new value", body);
            return null;
        }

        if (ToNode(result, site.Location, body, weight.Element) is not { } updated)
            return null;
        updated = Cast(updated, weight.Element, site.Location);
        if (updated.Shape.Equals(weight.Shape))
            return updated;
        Poison(
            TypeErrors.WeightShape, declaration.Name.Location,
            $"the optimizer `{declaration.Name.Text}` gives {updated.Shape} for the weight `{target.Weight.Path}` of shape {weight.Shape}", body);
        return null;
    }

    /// <summary>The optimizer states made since the last call, with their start values.</summary>
    internal ImmutableArray<(Variable Variable, Node Initial)> TakeFreshOptimizerStates()
    {
        var fresh = freshOptimizerStates.ToImmutableArray();
        freshOptimizerStates.Clear();
        return fresh;
    }

    private void DeclareOptimizerState(StateStatementSyntax state, Frame frame)
    {
        var target = frame.Target!;
        var key = (target.Key, target.Weight, state.Name.Text);
        if (!optimizerStates.TryGetValue(key, out var variable))
        {
            var shape = state.Type?.Shape is { } announced ? AnnouncedShape(announced, state.Name, frame) : target.DefaultType.Shape;
            if (shape is null)
            {
                frame.Bind(state.Name.Text, PoisonValue.Instance, state.Location);
                return;
            }

            var element = target.DefaultType.Element.IsFloat() ? target.DefaultType.Element : ElementType.Float32;
            if (InitialValue(state.Value, shape, element, false, frame) is not { } initial)
            {
                frame.Bind(state.Name.Text, PoisonValue.Instance, state.Location);
                return;
            }

            variable = new Variable($"{target.Weight.Path}.{frame.CallSite?.LineNumber}.{state.Name.Text}", new TensorType(element, shape), VariableKind.OptimizerState, state.Location);
            optimizerStates.Add(key, variable);
            freshOptimizerStates.Add((variable, initial));
            optimizerInitials.Add(variable, initial);
        }

        var current = ReadValue(variable, VariableKind.State, state.Location);
        frame.Bind(state.Name.Text, current, state.Location);
        Record(state.Name, current);
    }
}
