using System.Collections.Immutable;
using Dsl.Language.Binding.Training;
using Dsl.Language.Binding.Values;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Programs;
using Dsl.Language.Syntax;
using Dsl.Language.Text;
using Dsl.Language.Types;

namespace Dsl.Language.Binding.Units;

/// <summary>Differentiation, and a step down a gradient.</summary>
[UnitFamily]
public static class GradientUnits
{
    public static readonly Unit Grad = new()
    {
        Name = "grad",
        Summary = "The gradient: of a function by its first argument, as a function; or of a value by a value it was computed from.",
        Example = "f = x => x^3\nprint(grad(f)(2))        # 12\na = 3; b = 4; c = a * b\nprint(grad(c, wrt: a))   # 4\n(by_a, by_b) = grad(c, wrt: (a, b))\nprint(by_a, by_b)        # 4 3\ng = (u, v) => u * v\nprint(grad(g, wrt: v)(2, 5), grad(g, wrt: (u, v))(2, 5))   # 2 (5, 2)",
        Parameters = [new UnitParameter("of", "a function or a value"), new UnitParameter("wrt", "another argument's name, or the value to differentiate by, or several in parentheses", IsOptional: true)],
        Run = static call => call.Get("of").Value switch
        {
            CallableValue function and not (ModelValue or DataFunctionValue or OptimizerDeclarationValue) => OfFunction(call, function),
            PoisonValue => PoisonValue.Instance,
            _ => OfValue(call),
        },
    };

    public static readonly Unit Minimize = new()
    {
        Name = "minimize",
        Summary = "Takes one step of an optimizer on every weight that a loss depends on.",
        Example = "param x = 3.0\nfor step in 0..50 { minimize((x - 1)^2, by: sgd(0.1)) }\nprint(\"{x:.3}\")   # 1.000",
        Parameters =
        [
            new UnitParameter("loss", "a scalar computed from weights"),
            new UnitParameter("by", "an optimizer such as sgd(0.1)"),
            new UnitParameter("over", "what changes: a model, a weight, or a tuple of such; all that the loss depends on when left out", IsOptional: true),
            new UnitParameter("clip", "the largest norm of all gradients together", IsOptional: true),
            new UnitParameter("clip_value", "the largest size of a single number of a gradient", IsOptional: true),
        ],
        Acts = true,
        Run = Step,
    };

    public static readonly Unit Recompute = new()
    {
        Name = "recompute",
        Summary = "The same function or layer, whose inner values are computed again for the gradient instead of being kept: less memory for more time.",
        Example = "fn deep(x) = sin(sin(sin(x)))\nprint(\"{grad(recompute(deep))(0.5):.4} {grad(deep)(0.5):.4}\")   # 0.6973 0.6973",
        Parameters = [new UnitParameter("layer", "a function, or a model with its settings")],
        GivesFunction = true,
        Run = static call => call.Get("layer").Value switch
        {
            FunctionValue or LambdaValue or InstanceValue or GradientFunctionValue or OperatorValue or RecomputedValue => new RecomputedValue((CallableValue)call.Get("layer").Value),
            PoisonValue => PoisonValue.Instance,
            var other => call.Fail(
                TypeErrors.WrongKind, call.Get("layer").Location, $"what is computed again is a function or a model with its settings, and this is {Elaborator.Describe(other)}"),
        },
    };

    private static Value OfFunction(UnitCall call, CallableValue function)
    {
        if (call.Find("wrt") is not { } wrt)
            return new GradientFunctionValue(function, null);
        var parameters = Elaborator.ParameterNames(function);
        if (wrt.Syntax is TupleSyntax several && several.Elements.All(e => e is NameSyntax part && parameters.Contains(part.Name)))
            return new GradientFunctionValue(function, null) { Several = [.. several.Elements.Select(static e => ((NameSyntax)e).Name).Distinct()] };
        var name = wrt.Syntax is NameSyntax syntax ? syntax.Name : (wrt.Value as StringValue)?.Constant;
        if (name is not null && parameters.Contains(name))
            return new GradientFunctionValue(function, name);
        var unknown = (wrt.Syntax as TupleSyntax)?.Elements.FirstOrDefault(e => e is not NameSyntax part || !parameters.Contains(part.Name))?.Location ?? wrt.Location;
        return call.Fail(BindingErrors.UnknownArgument, unknown, $"`{call.Get("of").Location.Text}` has the parameters {string.Join(", ", parameters)}, and `{unknown.Text}` is none of them");
    }

    private static Value OfValue(UnitCall call)
    {
        var of = call.Get("of");
        if (call.Find("wrt") is not { } wrt)
        {
            return call.Fail(
                BindingErrors.MissingArgument, call.Location, $"`{of.Location.Text}` is {Elaborator.Describe(of.Value)}; say by what to differentiate it: grad({of.Location.Text}, wrt: ...), or give a function");
        }

        if (call.Elaborator.ToScalar(of.Value, of.Location, call.Frame, "what is differentiated") is not { } scalar)
            return PoisonValue.Instance;
        switch (wrt.Value)
        {
            case TupleValue tuple:
                return new TupleValue([.. tuple.Elements.Select((element, i) => ByValue(call, scalar, Known(call, element, (wrt.Syntax as TupleSyntax)?.Elements[i]), PartLocation(wrt, i)))]);
            case InstanceValue { Instance: var instance }:
                return call.Fail(TypeErrors.WrongKind, wrt.Location, OfInstance(wrt.Location.Text, instance, of.Location.Text));
            case RecordValue record:
                return new RecordValue([.. record.Fields.Select((field, i) => (field.Name, ByValue(call, scalar, field.Value, PartLocation(wrt, i))))]);
            default:
                return ByValue(call, scalar, Known(call, wrt.Value, wrt.Syntax), wrt.Location);
        }
    }

    // A name that no parameter has and that nothing else is called either is reported as it would be anywhere.
    private static Value Known(UnitCall call, Value value, ExpressionSyntax? syntax) =>
        value is UnboundNameValue && syntax is not null ? call.Elaborator.Evaluate(syntax, call.Frame) : value;

    private static string OfInstance(string net, ModelInstance instance, string of)
    {
        var depth = instance.Path.Length == 0 ? 0 : instance.Path.Length + 1;
        var weights = instance.Variables.Where(static v => v.Kind == VariableKind.Parameter).Select(v => $"{net}{Written(v.Path[depth..])}").Take(2).ToList();
        var example = weights.Count switch
        {
            0 => $"{net}.W",
            1 => weights[0],
            _ => $"({weights[0]}, {weights[1]})",
        };
        return $"a gradient is by tensors, and `{net}` is the model {instance.Name} with its weights; name those that are meant, as in wrt: {example}, or let minimize({of}, by: sgd(0.1), over: {net}) take a step down the gradient by all of them";
    }

    // Layers of a loop are numbered: denses.0.W is written denses[0].W.
    private static string Written(string path) =>
        string.Concat(path.Split('.').Select(static part => part.All(char.IsAsciiDigit) ? $"[{part}]" : $".{part}"));

    private static SourceLocation PartLocation(Argument wrt, int part) => wrt.Syntax switch
    {
        TupleSyntax tuple when part < tuple.Elements.Count => tuple.Elements[part].Location,
        RecordSyntax record when part < record.Fields.Count => record.Fields[part].Value.Location,
        _ => wrt.Location,
    };

    private static Value ByValue(UnitCall call, Node scalar, Value value, SourceLocation location)
    {
        var of = call.Get("of");
        if (call.Elaborator.ToNode(value, location, call.Frame, ElementType.Float32) is not { } variable)
            return PoisonValue.Instance;
        call.Elaborator.RecordGradient(call.Location, scalar, variable, location.Text);
        var places = call.Elaborator.ReadingsOf(variable, scalar);
        if (call.Elaborator.IsStale(scalar))
            call.Elaborator.Differentiate(scalar, [], call.Location, call.Frame);
        else if (call.Elaborator.IsHandedOn(scalar, variable, node => call.Elaborator.AreOfOneOrigin(node, variable)))
            return HandedOn(call, of.Location, location.Text);
        else if (places.IsEmpty)
            return NoPath(call, scalar, location);
        return call.Elaborator.Differentiate(scalar, places, call.Location, call.Frame) is { } gradients
            ? new TensorValue(gradients.Select(gradient => call.Elaborator.Cast(gradient, variable.Element, call.Location)).Aggregate((sum, gradient) => call.Elaborator.Operate("add", [sum, gradient], call.Location)))
            : PoisonValue.Instance;
    }

    // A name that was bound anew stands for another value than the one it had when the other was computed from it.
    private static Value NoPath(UnitCall call, Node scalar, SourceLocation by)
    {
        var of = call.Get("of").Location.Text;
        var isLater = call.Frame.Sites.GetValueOrDefault(by.Text) is { } site && scalar.Location is { } computed && ReferenceEquals(site.Source, computed.Source) && site.Span.Start > computed.Span.End;
        return call.Elaborator.Poison(
            BindingErrors.NoPath, by, $"`{of}` was not computed from `{by.Text}`, so it has no gradient by it", call.Frame,
            notes: scalar.Operator == SourceOperators.Input ? [$"`{of}` is what was handed to this turn of the loop, computed from the values of then; compute it in the turn, before its gradient is asked for"]
                : isLater ? [$"`{by.Text}` was bound anew in line {call.Frame.Sites[by.Text].LineNumber}, after `{of}` was computed; compute `{of}` once more from the new value, or take all gradients before a name is bound anew"] : []);
    }

    private static bool IsWeight(Node node, HashSet<Variable>? allowed, List<Variable> found)
    {
        if (node.Operator != SourceOperators.Variable || node.AttributesAs<VariableAttributes>().Variable is not { Kind: VariableKind.Parameter } weight || allowed?.Contains(weight) == false)
            return false;
        found.Add(weight);
        return true;
    }

    private static Value HandedOn(UnitCall call, SourceLocation place, string by) => call.Fail(
        BindingErrors.NotDifferentiable, place,
        $"a loop or branch of the script computed a part of `{place.Text}` from `{by}`, and a gradient does not go back through what has run; through the loops and branches of a function it does, and stop_gradient(...) takes a value as a constant");

    private static Value Step(UnitCall call)
    {
        var (loss, by) = (call.Get("loss"), call.Get("by"));
        if (call.Elaborator.ToScalar(loss.Value, loss.Location, call.Frame, "a loss") is not { } scalar)
            return PoisonValue.Instance;
        if (TrainingSteps.OptimizerOf(call, by) is not { } optimizer)
            return PoisonValue.Instance;
        HashSet<Variable>? allowed = null;
        if (call.Has("over"))
        {
            allowed = [];
            if (!Collect(call, call.Get("over").Value, allowed))
                return PoisonValue.Instance;
        }

        var weights = Elaborator.VariablesOf(scalar)
            .Where(v => v.Variable.Kind == VariableKind.Parameter && (allowed is null || allowed.Contains(v.Variable)))
            .Select(static v => v.Variable).Distinct().ToImmutableArray();
        var within = new List<Variable>();
        if (call.Elaborator.IsHandedOn(scalar, null, node => IsWeight(node, allowed, within)))
            return HandedOn(call, loss.Location, within[0].Path);
        if (weights.IsEmpty)
            return call.Fail(BindingErrors.NothingToTrain, loss.Location, $"`{loss.Location.Text}` depends on no weight; a weight is declared with `param` or belongs to a model");
        var key = $"{call.Location}";
        var outer = call.Elaborator.StateWrites;
        call.Elaborator.StateWrites = [];
        var gradients = TrainingSteps.Gradients(call, scalar, weights);
        var updates = gradients is { } found ? TrainingSteps.Updates(call, optimizer, weights, found, key) : null;
        var writes = call.Elaborator.StateWrites;
        call.Elaborator.StateWrites = outer;
        if (updates is null)
            return PoisonValue.Instance;
        call.Elaborator.KeepWithWeights(call.Elaborator.TakeFreshOptimizerStates());
        call.Elaborator.AddAction(Guarded(call, new StepSources(scalar, gradients!.Value), [.. updates, .. writes]));
        foreach (var update in updates.Concat(writes))
            call.Elaborator.MarkUpdated(update.Variable);
        call.Elaborator.ForgetStateValues(writes);
        return new TensorValue(scalar);
    }

    private static bool Collect(UnitCall call, Value value, HashSet<Variable> allowed)
    {
        switch (value)
        {
            case TupleValue tuple:
                return tuple.Elements.All(element => Collect(call, element, allowed));
            case ListValue list:
                return list.Elements.All(element => Collect(call, element, allowed));
            case InstanceValue instance:
                allowed.UnionWith(instance.Instance.Parameters);
                return true;
            case TensorValue { Node: { Attributes: VariableAttributes { Variable: { Kind: VariableKind.Parameter } variable } } }:
                allowed.Add(variable);
                return true;
            case TensorValue:
                call.Fail(TypeErrors.WrongKind, call.Get("over").Location, $"`over` names what is to change: a model with its settings, a weight, or a tuple of such; this is {Elaborator.Describe(value)}");
                return false;
            default:
                return ModelUnits.InstanceOf(call, "over") is not null;
        }
    }

    // As in a training, no step is taken with numbers that are none.
    private static AssignAction Guarded(UnitCall call, StepSources sources, ImmutableArray<VariableAssignment> assignments)
    {
        if (call.Elaborator.ChecksOnly)
            return new AssignAction(call.Location, assignments);
        var range = StepGuard.RangeFor(call, sources.Gradients, assignments.Select(static assignment => assignment.Value));
        var isSound = StepGuard.IsSound(call.Elaborator, sources.Loss, StepGuard.Witness(call.Elaborator, sources.Gradients, range, call.Location));
        return new AssignAction(call.Location, StepGuard.Apply(call.Elaborator, isSound, assignments)) { Check = new StepCheck(isSound, sources with { Range = range }) };
    }
}
