using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Programs;

namespace Dsl.Language.Binding.Values;

/// <summary>Collects what values lead to: nodes, model instances and data; closures and settings of models included.</summary>
internal sealed class ValueReach
{
    private readonly HashSet<object> seen = new(ReferenceEqualityComparer.Instance);

    /// <summary>Nodes met; what they are computed from is not followed.</summary>
    public HashSet<Node> Nodes { get; } = [];

    /// <summary>The outermost instances met.</summary>
    public HashSet<ModelInstance> Models { get; } = [];

    /// <summary>Data met.</summary>
    public HashSet<DataSlot> Data { get; } = [];

    /// <summary>Follows the values of names.</summary>
    public void Visit(ImmutableDictionary<string, Value> names)
    {
        if (!seen.Add(names))
            return;
        foreach (var value in names.Values)
            Visit(value);
    }

    /// <summary>Follows a value.</summary>
    public void Visit(Value value)
    {
        switch (value)
        {
            case TensorValue tensor:
                Nodes.Add(tensor.Node);
                break;
            case IntegerValue { Node: { } node }:
                Nodes.Add(node);
                break;
            case NumberValue { Node: { } node }:
                Nodes.Add(node);
                break;
            case BooleanValue { Node: { } node }:
                Nodes.Add(node);
                break;
            case StringValue text:
                Visit(new TextValue(text.Parts));
                break;
            case DecodedTextValue decoded:
                Data.Add(decoded.Decoder.Slot);
                Nodes.Add(decoded.Tokens);
                break;
            case ListValue list when seen.Add(list):
                VisitAll(list.Elements);
                break;
            case TupleValue tuple when seen.Add(tuple):
                VisitAll(tuple.Elements);
                break;
            case RecordValue record when seen.Add(record):
                VisitAll(record.Fields.Select(static field => field.Value));
                break;
            case RangeValue range:
                Visit(range.Start);
                Visit(range.Stop);
                break;
            case DataReferenceValue data:
                Data.Add(data.Data.Slot);
                break;
            case TokenizerValue tokenizer:
                Data.Add(tokenizer.Data.Slot);
                break;
            case OptimizerValue optimizer:
                Visit(optimizer.Names);
                Visit(optimizer.Settings);
                break;
            case CallableValue callable:
                VisitCallable(callable);
                break;
        }
    }

    /// <summary>Follows a model: its settings, those of the layers within it, and models that it applies without owning them.</summary>
    public void Visit(ModelInstance instance)
    {
        if (!seen.Add(instance))
            return;
        Models.Add(instance.Root);
        Visit(instance.Names);
        Visit(instance.Settings);
        Visit(instance.Root);
        foreach (var other in instance.Related)
            Visit(other);
    }

    private void VisitCallable(CallableValue callable)
    {
        switch (callable)
        {
            case FunctionValue function:
                Visit(function.Names);
                break;
            case ModelValue model:
                Visit(model.Names);
                break;
            case OptimizerDeclarationValue optimizer:
                Visit(optimizer.Names);
                break;
            case LambdaValue lambda:
                Visit(lambda.Frame.Names);
                break;
            case GradientFunctionValue gradient:
                Visit(gradient.Function);
                break;
            case RecomputedValue recomputed:
                Visit(recomputed.Function);
                break;
            case InstanceValue instance:
                Visit(instance.Instance);
                break;
        }
    }

    private void VisitAll(IEnumerable<Value> values)
    {
        foreach (var value in values)
            Visit(value);
    }

    private void Visit(ProgramValue value)
    {
        switch (value)
        {
            case NodeValue node:
                Nodes.Add(node.Node);
                break;
            case TextValue text:
                foreach (var part in text.Parts)
                {
                    if (part.Value is not null)
                        Visit(part.Value);
                }

                break;
            case DataValue data:
                Data.Add(data.Data.Slot);
                break;
            case DecodedValue decoded:
                Data.Add(decoded.Decoder.Slot);
                Nodes.Add(decoded.Tokens);
                break;
            case ChoiceValue choice:
                Nodes.Add(choice.Condition);
                Visit(choice.WhenTrue);
                Visit(choice.WhenFalse);
                break;
            case CompositeValue composite:
                foreach (var (_, element) in composite.Elements)
                    Visit(element);
                break;
        }
    }
}
