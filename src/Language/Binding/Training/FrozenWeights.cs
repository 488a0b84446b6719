using Dsl.Language.Binding.Units;
using Dsl.Language.Binding.Values;
using Dsl.Language.Graph;
using Dsl.Language.Operators;

namespace Dsl.Language.Binding.Training;

/// <summary>Reads which part of a network a training leaves as it is.</summary>
internal static class FrozenWeights
{
    /// <summary>The weights and states named by <c>freeze</c>; null when something is wrong, which has been reported.</summary>
    public static IReadOnlySet<Variable>? Of(UnitCall call, ModelInstance net)
    {
        var frozen = new HashSet<Variable>();
        if (call.Find("freeze") is not { } argument)
            return frozen;
        var own = net.NamedVariables.Select(static v => v.Variable).ToHashSet();
        return Collect(call, argument.Value, own, frozen) ? frozen : null;
    }

    private static bool Collect(UnitCall call, Value value, HashSet<Variable> own, HashSet<Variable> frozen)
    {
        var (place, net) = (call.Get("freeze").Location, call.Get("net").Location.Text);
        switch (value)
        {
            case PoisonValue:
                return false;
            case TupleValue tuple:
                return tuple.Elements.All(e => Collect(call, e, own, frozen));
            case ListValue list:
                return list.Elements.All(e => Collect(call, e, own, frozen));
            case InstanceValue instance:
                var within = instance.Instance.NamedVariables.Select(static v => v.Variable).ToList();
                if (within.Count > 0 && !within.Any(own.Contains))
                    return Refuse($"`{(instance.Instance.Path.Length > 0 ? instance.Instance.Path : instance.Name)}` is no part of `{net}`, so training `{net}` does not change it anyway");
                frozen.UnionWith(within);
                return true;
            case TensorValue { Node: { } node } when node.Operator == SourceOperators.Variable:
                var variable = node.AttributesAs<VariableAttributes>().Variable;
                if (!own.Contains(variable))
                    return Refuse($"the weight `{variable.Path}` is no part of `{net}`, so training `{net}` does not change it anyway");
                frozen.Add(variable);
                return true;
            default:
                return Refuse($"`freeze` names a part of the network, such as {net}.layer, a weight, or a tuple of such, and this is {Elaborator.Describe(value)}");
        }

        bool Refuse(string message)
        {
            call.Fail(TypeErrors.WrongKind, place, message);
            return false;
        }
    }
}
