using System.Collections.Immutable;
using Dsl.Language.Binding.Values;
using Dsl.Language.Graph;
using Dsl.Language.Programs;
using Dsl.Language.Syntax;
using Dsl.Language.Text;
using Dsl.Language.Types;

namespace Dsl.Language.Binding;

public sealed partial class Elaborator
{
    /// <summary>States as they are now within the step being built.</summary>
    private readonly Dictionary<Variable, Node> stateValues = [];
    private int applications;

    private readonly DrawnValues drawn = new();

    private void DeclareParameter(ParamStatementSyntax parameter, Frame frame)
    {
        var owner = OwnerOf(frame, parameter.Location, "a weight");
        var value = owner is null
            ? PoisonValue.Instance
            : DeclareVariable(owner, parameter.Name, parameter.Type, parameter.Value, parameter.IsDistribution, VariableKind.Parameter, frame);
        frame.Bind(parameter.Name.Text, value, parameter.Location);
        Record(parameter.Name, value);
    }

    private void DeclareState(StateStatementSyntax state, Frame frame)
    {
        if (frame.Kind == FrameKind.Optimizer)
        {
            DeclareOptimizerState(state, frame);
            return;
        }

        var owner = OwnerOf(frame, state.Location, "a state");
        var value = owner is null
            ? PoisonValue.Instance
            : DeclareVariable(owner, state.Name, state.Type, state.Value, false, VariableKind.State, frame);
        frame.Bind(state.Name.Text, value, state.Location);
        Record(state.Name, value);
    }

    private ModelInstance? OwnerOf(Frame frame, SourceLocation location, string what)
    {
        if (frame.Instance is { } instance)
            return instance;
        if (frame.Kind == FrameKind.Script)
            return ScriptInstance ??= new ModelInstance(null, fileNames, ImmutableDictionary<string, Value>.Empty, null, "");
        Poison(BindingErrors.NotHere, location, $"a function owns no weights, and this declares {what}; declare a model instead of a function", frame);
        return null;
    }

    private Value DeclareVariable(
        ModelInstance owner, SyntaxToken name, TypeSyntax? type, ExpressionSyntax initial, bool isDistribution, VariableKind kind, Frame frame)
    {
        var turn = TurnOf(frame);
        var key = turn.Length == 0 || frame.Kind == FrameKind.Script ? name.Text : $"{name.Text}.{turn}";
        Shape? shape = null;
        var element = type?.ElementName is { } elementName ? ElementTypes.FromName(elementName.Text) ?? ElementType.Float32 : ElementType.Float32;
        if (type?.Shape is { } shapeSyntax)
        {
            shape = AnnouncedShape(shapeSyntax, name, frame);
            if (shape is null)
                return PoisonValue.Instance;
        }

        if (owner.FindVariable(key) is { } existing)
        {
            if (frame.Kind == FrameKind.Script && loopDepth == 0 && writtenOutLoops == 0)
                return Poison(BindingErrors.DuplicateName, name.Location, $"`{name.Text}` is already a weight of this script", frame);
            if (shape is not null && !shape.Equals(existing.Type.Shape))
            {
                return Poison(
                    TypeErrors.WeightShape, name.Location,
                    $"`{existing.Path}` was made with the shape {existing.Type.Shape} when the model was first applied, and this application needs {shape}", frame);
            }

            return frame.Kind == FrameKind.Script
                ? BeginAnew(existing, initial, shape, element, isDistribution, frame)
                : ReadValue(existing, kind, name.Location);
        }

        if (StartValue(initial, shape, element, isDistribution, frame) is not { } start)
            return PoisonValue.Instance;
        if (kind == VariableKind.Parameter && start.Shape.Axes.Any(static axis => axis.Size.ConstantValue == 0))
            return Poison(BindingErrors.RequirementFailed, name.Location, $"a weight has one number at least, and `{owner.PathOf(key)}` would have the shape {start.Shape}", frame);
        var variable = new Variable(owner.PathOf(key), start.Type, kind, name.Location);
        owner.AddVariable(key, variable, start);
        owners[variable] = owner;
        if (frame.Kind == FrameKind.Script)
            AddStart(variable, start, name.Location);
        return ReadValue(variable, kind, name.Location);
    }

    // Each turn of a loop of the script declares its weight anew.
    private Value BeginAnew(Variable variable, ExpressionSyntax initial, Shape? shape, ElementType element, bool isDistribution, Frame frame)
    {
        if (StartValue(initial, shape, element, isDistribution, frame) is not { } start)
            return PoisonValue.Instance;
        if (!start.Type.Shape.Equals(variable.Type.Shape))
        {
            return Poison(
                TypeErrors.WeightShape, initial.Location, $"`{variable.Path}` has the shape {variable.Type.Shape} in the first turn, and {start.Shape} in a later one", frame);
        }

        AddStart(variable, start, initial.Location);
        MarkUpdated(variable);
        stateValues.Remove(variable);
        return new TensorValue(ReadVariable(variable, initial.Location));
    }

    // States that optimizers keep for a weight begin together with it.
    private void AddStart(Variable variable, Node start, SourceLocation location) =>
        AddPendingAction(() => new AssignAction(
            location,
            [new VariableAssignment(variable, start), .. scriptStates.Where(s => s.Weight == variable).Select(static s => new VariableAssignment(s.State, s.Initial))]));

    // Start values are drawn once, by the counter of the action that makes them, whatever is being built around them.
    private Node? StartValue(ExpressionSyntax initial, Shape? shape, ElementType element, bool isDistribution, Frame frame)
    {
        var counter = CounterNode;
        CounterNode = ActionCounterNode;
        var start = InitialValue(initial, shape, element, isDistribution, frame.BeforeRecurrence());
        CounterNode = counter;
        return start;
    }

    private TensorValue ReadValue(Variable variable, VariableKind kind, SourceLocation location) =>
        kind == VariableKind.State && stateValues.TryGetValue(variable, out var current)
            ? new TensorValue(current)
            : new TensorValue(ReadVariable(variable, location));

    private Shape? AnnouncedShape(ShapeSyntax syntax, SyntaxToken name, Frame frame)
    {
        var axes = ImmutableArray.CreateBuilder<Axis>();
        var origin = new Origin(name.Location, $"{name.Text}: {syntax.Location.Text}");
        foreach (var dimension in syntax.Dimensions.Elements)
        {
            var value = Evaluate(dimension, frame);
            if (ToSize(value, dimension.Location, frame, $"a size of `{name.Text}`") is not { } size)
                return null;
            if (size.ConstantValue < 0)
            {
                Poison(TypeErrors.UnknownSize, dimension.Location, $"a size of `{name.Text}` would be {size}", frame);
                return null;
            }

            axes.Add(value is IntegerValue integer
                ? new Axis(size, integer.Name, integer.Origin is { Location: { } place } o && !IsLibrary(place.Source) ? o : origin)
                : new Axis(size, null, origin));
        }

        return new Shape(axes.ToImmutable());
    }

    private Node? InitialValue(ExpressionSyntax initial, Shape? shape, ElementType element, bool isDistribution, Frame frame)
    {
        var value = Evaluate(initial, frame);
        if (isDistribution)
        {
            if (value is not CallableValue distribution)
            {
                if (value is not PoisonValue)
                    Poison(TypeErrors.WrongKind, initial.Location, $"after `~` stands a distribution such as normal() or xavier(), and this is {Describe(value)}", frame);
                return null;
            }

            if (shape is null)
            {
                Poison(TypeErrors.UnknownSize, initial.Location, "a weight with a distribution needs its shape, as in W: [in, out]", frame);
                return null;
            }

            if (IsUncalled(distribution, initial.Location, frame))
                return null;
            value = Draw(distribution, shape, initial, frame);
        }

        if (ToNode(value, initial.Location, frame, element) is not { } node)
            return null;
        node = Cast(node, element, initial.Location);
        if (shape is null)
            return node;
        if (node.Shape.Equals(shape))
            return Relabel(node, shape, initial.Location);
        if (node.Shape.Rank == 0)
            return BroadcastTo(node, shape, initial.Location);
        if (IsGeneric)
            return null;
        Poison(TypeErrors.AnnotationMismatch, initial.Location, $"the start value has the shape {node.Shape}, and {shape} was announced", frame);
        return null;
    }

    // Where only mistakes are looked for, what was drawn without one stands for all draws from the same distribution.
    private Value Draw(CallableValue distribution, Shape shape, ExpressionSyntax initial, Frame frame)
    {
        if (ChecksOnly && drawn.Find(distribution, shape) is { } known)
        {
            var type = new TensorType(known.Element, shape);
            return new TensorValue(Builder.CreateTyped(Operators.LabelOperators.Label, [known], OperatorAttributes.None, type, initial.Location));
        }

        var sizes = ImmutableArray.CreateBuilder<Value>(shape.Rank);
        foreach (var axis in shape.Axes)
            sizes.Add(new IntegerValue(axis.Size, axis.Name, axis.Origin));
        var reported = diagnostics.Reports + silencedErrors;
        var value = Apply(distribution, [new Argument(null, new ListValue(sizes.MoveToImmutable()), initial.Location)], initial, initial.Location, frame);
        if (ChecksOnly && value is TensorValue { Node: var node } && node.Shape.Equals(shape) && reported == diagnostics.Reports + silencedErrors)
            drawn.Keep(distribution, node);
        return value;
    }

    private void UpdateState(StateUpdateStatementSyntax update, Frame frame)
    {
        var name = update.Name.Text;
        var value = Evaluate(update.Value, frame);
        var variable = FindState(name, frame);
        if (variable is null)
        {
            if (frame.Names.GetValueOrDefault(name) is PoisonValue)
                return;
            Poison(
                BindingErrors.UnknownState, update.Name.Location,
                frame.Names.ContainsKey(name) ? $"`{name}` is no state; a state is declared with `state {name} = ...`" : $"no state here is called `{name}`", frame);
            return;
        }

        if (frame.ScanIndex is not null && !IsGeneric)
        {
            Poison(
                BindingErrors.NotHere, update.Location,
                $"a recurrence is one computation, and `{name}` cannot be updated within its turns; carry the value with `with {name} = ...` and update the state after it", frame);
            return;
        }

        if (ToNode(value, update.Value.Location, frame, variable.Type.Element) is not { } node)
            return;
        node = Cast(node, variable.Type.Element, update.Value.Location);
        if (node.Shape.Rank == 0)
            node = BroadcastTo(node, variable.Type.Shape, update.Value.Location);
        if (!node.Shape.Equals(variable.Type.Shape))
        {
            if (frame.Facts.AreEqual(node.Shape.ElementCount, variable.Type.Shape.ElementCount) is not null || !IsGeneric)
                Poison(TypeErrors.WeightShape, update.Value.Location, $"the state `{name}` has the shape {variable.Type.Shape}, and its new value {node.Shape}", frame);
            return;
        }

        frame.Bind(name, new TensorValue(node), update.Location);
        stateValues[variable] = node;
        if (StateWrites is { } writes)
        {
            writes.RemoveAll(w => w.Variable == variable);
            writes.Add(new VariableAssignment(variable, node));
        }
        else if (frame.Acts)
        {
            stateValues.Remove(variable);
            AddAction(new AssignAction(update.Location, [new VariableAssignment(variable, node)]));
            MarkUpdated(variable);
            frame.Bind(name, new TensorValue(ReadVariable(variable, update.Location)), update.Location);
        }
    }

    // Within one application a state that is read has the value it was given last. Only a training keeps that: else it would be there for whatever is written
    // below, and not when the script runs in a loop, and would be made of the rows of a batch where the model is measured.
    private Value EvaluateApplied(ExpressionSyntax body, Frame frame)
    {
        var before = applications == 0 && StateWrites is null ? stateValues.ToList() : null;
        applications++;
        var result = EvaluateBody(body, frame);
        applications--;
        if (before is null)
            return result;
        stateValues.Clear();
        foreach (var (variable, node) in before)
            stateValues.Add(variable, node);
        return result;
    }

    // The turn of the loops around, without the calls of lambdas within it.
    private static string TurnOf(Frame frame) => frame.Turn.Length == 0 ? "" : frame.Turn.Split('@')[0];

    private Variable? FindState(string name, Frame frame)
    {
        if (frame.Target is { } target)
            return optimizerStates.GetValueOrDefault((target.Key, target.Weight, name));
        var owner = frame.Instance ?? (frame.Kind == FrameKind.Script ? ScriptInstance : null);
        var turn = TurnOf(frame);
        return (owner?.FindVariable(turn.Length == 0 ? name : $"{name}.{turn}") ?? owner?.FindVariable(name)) is { Kind: VariableKind.State } state ? state : null;
    }
}
