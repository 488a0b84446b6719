using System.Collections.Immutable;
using Dsl.Language.Binding.Descriptions;
using Dsl.Language.Binding.Values;
using Dsl.Language.Graph;
using Dsl.Language.Programs;
using Dsl.Language.Syntax;
using Dsl.Language.Types;

namespace Dsl.Language.Binding;

public sealed partial class Elaborator
{
    /// <summary>The names that entries have bound or declared, in alphabetical order.</summary>
    internal ImmutableArray<InteractiveName> InspectedNames =>
        [.. fileNames.SetItems(scriptFrame!.Names).OrderBy(static n => n.Key, StringComparer.Ordinal).Select(n => Inspect(n.Key, Current(n.Value)))];

    /// <summary>The weights and states of a model; none of other values.</summary>
    internal static ImmutableArray<Variable> WeightsOf(Value? value) => value is InstanceValue { Instance: var instance } ? [.. instance.NamedVariables.Select(static v => v.Variable)] : [];

    /// <summary>The tensors of a value with their names within it.</summary>
    internal ImmutableArray<ExaminedTensor> TensorsOf(Value value, SyntaxNode site)
    {
        var tensors = ImmutableArray.CreateBuilder<ExaminedTensor>();
        Collect(value, string.Empty);
        return tensors.ToImmutable();

        void Collect(Value part, string name)
        {
            switch (part)
            {
                case TupleValue tuple:
                    for (var i = 0; i < tuple.Elements.Length; i++)
                        Collect(tuple.Elements[i], name.Length == 0 ? $"{i}" : $"{name}.{i}");
                    break;
                case RecordValue record:
                    foreach (var (field, element) in record.Fields)
                        Collect(element, name.Length == 0 ? field : $"{name}.{field}");
                    break;
                case IntegerValue { Node: { } node }:
                    tensors.Add(new ExaminedTensor(name, node));
                    break;
                case NumberValue { Node: { } node }:
                    tensors.Add(new ExaminedTensor(name, node));
                    break;
                case TensorValue tensor:
                    tensors.Add(new ExaminedTensor(name, tensor.Node));
                    break;
                case ListValue or RangeValue or IntegerValue or DataReferenceValue { Data.Type: Data.DataTensorType or Data.DataSizeType }:
                    Node? made = null;
                    if (!FailsSilently(() => made = ToNode(part, site.Location, scriptFrame!)) && made is not null)
                        tensors.Add(new ExaminedTensor(name, made));
                    break;
            }
        }
    }

    /// <summary>A model as it is applied to inputs of open batch; null where the value is no model of the script, or its inputs are not known.</summary>
    internal DescribedModel? DescribeModel(Value value, string name, SyntaxNode site) =>
        value is InstanceValue { Instance: { Declaration: not null } instance } && ModelDescriber.Describe(this, scriptFrame!, site, name, instance.Root) is { Outputs.IsEmpty: false } described
            ? described
            : null;

    /// <summary>
    /// What the script itself says of a model, to be asked for once the script has been elaborated; without layers for a part of one, and where its inputs are not known. The model
    /// sees the script's names as they are now. No stream of random numbers is used up, so that what follows draws the same with and without it.
    /// </summary>
    internal Func<DescribedModel> DescribeForRun(ModelInstance instance, string name, SyntaxNode site, bool readsRecords = false)
    {
        var frame = scriptFrame!.Block();
        return () =>
        {
            if (instance.Root != instance || instance.Declaration is null)
                return new DescribedModel(name, instance, [], [], null, ImmutableDictionary<DimensionSymbol, long>.Empty);
            var (stream, atEnd) = (nextStream, scriptFrame);
            scriptFrame = frame;
            DescribedModel? described = null;
            // What the description itself would have to do is no part of the run; in a script with mistakes it may try to apply a model that nothing could apply.
            CollectActions(() => described = ModelDescriber.Describe(this, frame, site, name, instance, readsRecords));
            (nextStream, scriptFrame) = (stream, atEnd);
            return described!;
        };
    }

    /// <summary>Forgets models that nothing leads to any more, and says what later entries can still read.</summary>
    internal ReachableValues Reach()
    {
        var reach = new ValueReach();
        reach.Visit(scriptFrame!.Names);
        reach.Visit(fileNames);
        if (lastValue is not null)
            reach.Visit(lastValue);
        if (ScriptInstance is not null)
            reach.Visit(ScriptInstance);
        roots.RemoveAll(root => !reach.Models.Contains(root));
        trainingData.RemoveAll(trained => !reach.Models.Contains(trained.Net.Root));
        reach.Data.UnionWith(trainingData.Select(static trained => trained.Data.Slot));
        var pending = new Stack<DataSlot>(reach.Data);
        while (pending.TryPop(out var slot))
        {
            foreach (var origin in OriginsOf(slot))
            {
                if (reach.Data.Add(origin.Slot))
                    pending.Push(origin.Slot);
            }
        }

        foreach (var slot in dataOrigins.Keys.Where(slot => !reach.Data.Contains(slot)).ToList())
            dataOrigins.Remove(slot);
        return new ReachableValues(reach.Nodes, Weights(reach), reach.Data, (variable, version) => version == VersionOf(variable));
    }

    // Start values of weights that are not there yet, and states that a model or an optimizer keeps, are read by entries to come.
    private HashSet<Variable> Weights(ValueReach reach)
    {
        var weights = new HashSet<Variable>();
        foreach (var (variable, initial) in reach.Models.SelectMany(static model => model.InitialValues))
        {
            weights.Add(variable);
            reach.Nodes.Add(initial);
        }

        foreach (var (weight, state, initial) in scriptStates.Where(s => weights.Contains(s.Weight)).ToList())
        {
            weights.Add(state);
            reach.Nodes.Add(initial);
        }

        foreach (var ((_, weight, _), state) in optimizerStates.Where(s => weights.Contains(s.Key.Weight)).ToList())
        {
            weights.Add(state);
            if (optimizerInitials.TryGetValue(state, out var initial))
                reach.Nodes.Add(initial);
        }

        foreach (var ((matrix, _), quantized) in quantizedMatrices)
        {
            if (weights.Contains(matrix))
                weights.UnionWith([quantized.Codes, quantized.Scales]);
        }

        foreach (var (state, value) in stateValues)
        {
            if (weights.Contains(state))
                reach.Nodes.Add(value);
        }

        return weights;
    }

    private InteractiveName Inspect(string name, Value value)
    {
        var tensors = new List<Node>();
        CollectNodes(value, tensors);
        return new InteractiveName(name, TypeName(value), Describe(value), [.. tensors], WeightsOf(value));
    }

    private static void CollectNodes(Value value, List<Node> nodes)
    {
        switch (value)
        {
            case TensorValue tensor:
                nodes.Add(tensor.Node);
                break;
            case IntegerValue { Node: { } node }:
                nodes.Add(node);
                break;
            case NumberValue { Node: { } node }:
                nodes.Add(node);
                break;
            case TupleValue tuple:
                foreach (var element in tuple.Elements)
                    CollectNodes(element, nodes);
                break;
            case ListValue list:
                foreach (var element in list.Elements)
                    CollectNodes(element, nodes);
                break;
            case RecordValue record:
                foreach (var (_, element) in record.Fields)
                    CollectNodes(element, nodes);
                break;
        }
    }

    private static string TypeName(Value value) => value switch
    {
        TensorValue tensor => tensor.Type.Element.Name() + (tensor.Type.Rank == 0 ? string.Empty : tensor.Type.Shape),
        IntegerValue => "int",
        NumberValue => "f32",
        BooleanValue => "bool",
        StringValue or DecodedTextValue => "text",
        ListValue => "list",
        TupleValue => "tuple",
        RecordValue => "record",
        RangeValue => "range",
        DataReferenceValue => "data",
        InstanceValue => "model",
        ModelValue => "declaration",
        OptimizerValue => "optimizer",
        OptimizerDeclarationValue => "declaration",
        CallableValue => "function",
        _ => string.Empty,
    };
}
