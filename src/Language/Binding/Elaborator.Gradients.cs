using System.Collections.Immutable;
using Dsl.Language.Binding.Values;
using Dsl.Language.Diagnostics;
using Dsl.Language.Differentiation;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Syntax;
using Dsl.Language.Text;
using Dsl.Language.Types;

namespace Dsl.Language.Binding;

public sealed partial class Elaborator
{
    private readonly DerivativeNodes derivatives = new();

    private Value ApplyGradient(GradientFunctionValue gradient, ImmutableArray<Argument> arguments, SyntaxNode site, Frame frame)
    {
        var parameters = ParameterNames(gradient.Function);
        var wanted = gradient.Several.IsEmpty ? [gradient.WithRespectTo ?? parameters.FirstOrDefault() ?? "x"] : gradient.Several;
        if ((gradient.WithRespectTo is not null || !gradient.Several.IsEmpty) && wanted.FirstOrDefault(name => !parameters.Contains(name)) is { } unknown)
            return Poison(BindingErrors.UnknownArgument, site.Location, $"{gradient.Function.Name} has no parameter `{unknown}`", frame);

        // The arguments become nodes of their own, so that the function is differentiated by them and not by what they were made of.
        var inputs = arguments;
        var variables = new Node?[wanted.Length];
        for (var i = 0; i < inputs.Length; i++)
        {
            var place = inputs[i].Name is { } given ? wanted.IndexOf(given) : wanted.IndexOf(i < parameters.Length ? parameters[i] : i == 0 ? "x" : string.Empty);
            if (place < 0)
                continue;
            if (ToNode(inputs[i].Value, inputs[i].Location, frame, ElementOf(inputs[i].Value) ?? ElementType.Float32) is not { } node)
                return PoisonValue.Instance;
            if (!node.Element.IsFloat())
                node = Cast(node, ElementType.Float32, inputs[i].Location);
            var variable = Builder.CreateTyped(LabelOperators.Label, [node], OperatorAttributes.None, node.Type, inputs[i].Location);
            variables[place] = variable;
            inputs = inputs.SetItem(i, inputs[i] with { Value = new TensorValue(variable) });
        }

        var result = Apply(gradient.Function, inputs, site, site.Location, frame);
        if (Array.IndexOf(variables, null) is >= 0 and var missing)
        {
            return Poison(
                BindingErrors.MissingArgument, site.Location,
                gradient.Several.IsEmpty ? "nothing is given for the argument to differentiate by" : $"nothing is given for `{wanted[missing]}`, by which to differentiate", frame);
        }

        if (result is PoisonValue || ToScalar(result, site.Location, frame, "what is differentiated") is not { } scalar)
            return PoisonValue.Instance;
        RecordGradient(site.Location, scalar, variables[0]!, wanted[0], SyntaxOf(gradient.Function));
        if (Differentiate(scalar, [.. variables.Select(static variable => variable!)], site.Location, frame) is not { } gradients)
            return PoisonValue.Instance;
        return gradient.Several.IsEmpty ? new TensorValue(gradients[0]) : new TupleValue([.. gradients.Select(static node => (Value)new TensorValue(node))]);
    }

    internal void RecordGradient(SourceLocation call, Node scalar, Node by, string name, SyntaxNode? function = null) =>
        recorded?.Keep(call, new RecordedGradient(scalar, by, name, function));

    /// <summary>Notes for whoever looks at the script how a training keeps its values.</summary>
    internal void RecordStorage(IReadOnlyDictionary<Node, ElementType> elements, ElementType storage, SourceLocation training)
    {
        if (recorded is null)
            return;
        foreach (var (node, element) in elements)
        {
            if (node.Element == ElementType.Float32 && TrainedType.PlaceOf(node) is { } place)
                recorded.Keep(place, new TrainedType(element, storage, training));
        }
    }

    private static SyntaxNode? SyntaxOf(CallableValue function) => function switch
    {
        FunctionValue f => f.Declaration,
        LambdaValue l => l.Syntax,
        RecomputedValue r => SyntaxOf(r.Function),
        _ => null,
    };

    internal static ImmutableArray<string> ParameterNames(CallableValue function) => function switch
    {
        FunctionValue f => [.. f.Declaration.Parameters.Parameters.Elements.Select(static p => p.Name.Text)],
        LambdaValue l => [.. l.Syntax.Parameters.Elements.Select(static p => p.Name.Text)],
        OperatorValue o => [.. o.Operator.Parameters.Select(static p => p.Name)],
        GradientFunctionValue g => ParameterNames(g.Function),
        RecomputedValue r => ParameterNames(r.Function),
        InstanceValue i => [.. (i.Instance.Declaration!.Inputs ?? i.Instance.Declaration.Configuration).Parameters.Elements.Select(static p => p.Name.Text)],
        _ => [],
    };

    /// <summary>The gradients of a scalar, checked: weights that were updated since the scalar was computed are an error.</summary>
    internal ImmutableArray<Node>? Differentiate(Node scalar, ImmutableArray<Node> variables, SourceLocation location, Frame frame)
    {
        if (StaleVariable(scalar) is { } stale)
        {
            Poison(
                BindingErrors.StaleGradient, location,
                $"it was computed from `{stale.Path}` before the last update of that weight, so its gradient would belong to numbers that are gone", frame,
                notes: ["compute the value again after the update, or differentiate a function: grad(f)"]);
            return null;
        }

        if (variables.Length == 1 && Steps.Between(scalar, variables[0], derivatives) is { } step)
        {
            Poison(
                BindingErrors.NotDifferentiable, location,
                $"the value depends on it only through `{step.Operator.Name}`, and {((ZeroAlmostEverywhereRule)step.Operator.Gradient).Reason}, so the gradient is zero wherever there is one", frame,
                annotations: step.Location is { } where && !IsLibrary(where.Source) ? [new DiagnosticAnnotation(where, "here")] : default);
            return null;
        }

        if (Builder.Count - nodesBefore > ElaborationBudget.NodeLimit)
        {
            WorkExceeded(location, frame);
            return null;
        }

        Unreached.Reach(scalar);
        Builder.Facts = frame.Facts;
        Builder.DefaultLocation = location;
        var firstNode = Builder.Count;
        var result = ReverseMode.Differentiate(Builder, scalar, variables);
        derivatives.Add(firstNode, Builder.Count, result.Gradients);
        Builder.DefaultLocation = null;
        if (result.Failure is { } failure)
        {
            Poison(
                BindingErrors.NotDifferentiable, location, $"the value depends on it through `{failure.Node.Operator.Name}`, which has no gradient: {failure.Reason}", frame,
                annotations: failure.Node.Location is { } place ? [new DiagnosticAnnotation(place, "here")] : default);
            return null;
        }

        return result.Gradients;
    }

    /// <summary>Whether a weight was updated since the value was computed from it.</summary>
    internal bool IsStale(Node scalar) => StaleVariable(scalar) is not null;

    private Variable? StaleVariable(Node scalar) => VariablesOf(scalar)
        .Where(v => v.Version != VersionOf(v.Variable))
        .Select(static v => v.Variable)
        .FirstOrDefault();

    /// <summary>
    /// The variables that a value is computed from, with the version that it saw, in the order of their making. What stands behind
    /// stop_gradient counts as a number: no gradient asks for it.
    /// </summary>
    internal static ImmutableArray<VariableUse> VariablesOf(Node root)
    {
        var seen = new HashSet<Node>();
        var pending = new Stack<Node>();
        var found = new List<VariableUse>();
        pending.Push(root);
        while (pending.TryPop(out var node))
        {
            if (!seen.Add(node) || node.Operator == FunctionOperators.StopGradient)
                continue;
            if (node.Operator == SourceOperators.Variable)
            {
                var attributes = node.AttributesAs<VariableAttributes>();
                found.Add(new VariableUse(attributes.Variable, attributes.Version, node));
            }

            foreach (var input in node.Inputs)
                pending.Push(input);
        }

        found.Sort(static (a, b) => a.Node.Id.CompareTo(b.Node.Id));
        return [.. found];
    }

    /// <summary>Whether a value is computed from a node.</summary>
    internal static bool DependsOn(Node root, Node on)
    {
        var seen = new HashSet<Node>();
        var pending = new Stack<Node>();
        pending.Push(root);
        while (pending.TryPop(out var node))
        {
            if (ReferenceEquals(node, on))
                return true;
            if (node.Id < on.Id || !seen.Add(node))
                continue;
            foreach (var input in node.Inputs)
                pending.Push(input);
        }

        return false;
    }

    // What loops and branches that run hand on to what follows, and what it was computed from there.
    private readonly Dictionary<GraphInput, ImmutableArray<Node>> handedOn = [];

    /// <summary>Whether a value has a part that a loop or branch of the script, which a gradient does not go back through, computed from something.</summary>
    /// <param name="root">The value.</param>
    /// <param name="from">What no gradient is asked beyond.</param>
    /// <param name="isSought">Whether a node is what is looked for.</param>
    internal bool IsHandedOn(Node root, Node? from, Func<Node, bool> isSought)
    {
        if (handedOn.Count == 0)
            return false;
        var seen = new HashSet<(Node, bool)>();
        var pending = new Stack<(Node Node, bool IsWithin)>();
        pending.Push((root, false));
        while (pending.TryPop(out var place))
        {
            var (node, isWithin) = place;
            if (isWithin && isSought(node))
                return true;
            if (ReferenceEquals(node, from) || !node.Element.IsFloat() || node.Operator == FunctionOperators.StopGradient || !seen.Add(place))
                continue;
            foreach (var input in node.Inputs)
                pending.Push((input, isWithin));
            if (node.Operator == SourceOperators.Input && handedOn.TryGetValue(node.AttributesAs<InputAttributes>().Input, out var parts))
            {
                foreach (var part in parts)
                    pending.Push((part, true));
            }
        }

        return false;
    }
}
