using System.Collections.Immutable;
using Dsl.Language.Binding.Values;
using Dsl.Language.Data;
using Dsl.Language.Graph;
using Dsl.Language.Programs;
using Dsl.Language.Text;
using Dsl.Language.Types;

namespace Dsl.Language.Binding;

public sealed partial class Elaborator
{
    private Value ApplyDataFunction(DataFunction function, ImmutableArray<Argument> arguments, SourceLocation site, Frame frame)
    {
        ImmutableArray<string> made = function.Named is null
            ? []
            : [.. arguments.Select(static argument => argument.Name).OfType<string>().Where(name => !function.Parameters.Any(parameter => parameter.Name == name)).Distinct()];
        ImmutableArray<DataParameter> parameters = [.. function.Parameters, .. made.Select(name => function.Named! with { Name = name })];
        var names = new ParameterName[parameters.Length];
        for (var i = 0; i < names.Length; i++)
            names[i] = new ParameterName(parameters[i].Name, parameters[i].IsOptional);
        if (MatchArguments(names, arguments, site, function.Name, frame) is not { } bound)
            return PoisonValue.Instance;
        if (bound.Values.Any(static a => a.Value is PoisonValue))
            return PoisonValue.Instance;
        if (!frame.Acts && !IsGeneric)
            return Poison(BindingErrors.NotPure, site, $"`{function.Name}` reads or makes data, and functions and models are pure; it stands at the top level of a script", frame);
        var known = ImmutableDictionary.CreateBuilder<string, object>();
        var runtime = ImmutableDictionary.CreateBuilder<string, DataArgument>();
        foreach (var parameter in parameters)
        {
            if (!bound.TryGetValue(parameter.Name, out var argument))
                continue;
            var (type, value) = BindDataArgument(function, parameter, argument, frame);
            if (type is null || value is null)
                return PoisonValue.Instance;
            known[parameter.Name] = type;
            runtime[parameter.Name] = value;
        }

        var result = function.Infer(new DataInferenceContext(known.ToImmutable(), files, site) { Names = made });
        if (result.Failure is { } failure)
        {
            var place = failure.Parameter is { } name && bound.TryGetValue(name, out var wrong) ? wrong.Location : site;
            return Poison(failure.Descriptor, place, failure.Message, frame, notes: failure.Notes);
        }

        var slot = new DataSlot(function.Name, result.Type!);
        AddAction(new DataAction(site, slot, function.Name, runtime.ToImmutable()) { Names = made });
        dataOrigins[slot] = [.. runtime.Values.OfType<ReferenceDataArgument>().Select(static a => a.Data)];
        return new DataReferenceValue(new DataReference(slot, []));
    }

    private (object? Type, DataArgument? Value) BindDataArgument(DataFunction function, DataParameter parameter, Argument argument, Frame frame)
    {
        var value = argument.Value;
        switch (parameter.Kind)
        {
            case DataParameterKind.Text when value is StringValue { Constant: { } text }:
                return (text, new ConstantDataArgument(text));
            case DataParameterKind.Number when ToNumber(value) is { } number:
                return (number, new ConstantDataArgument(number));
            case DataParameterKind.Size:
                return ToSize(value, argument.Location, frame, $"`{parameter.Name}`") is { } size ? (size, new SizeDataArgument(size)) : default;
            case DataParameterKind.Boolean when value is BooleanValue { Truth: { } truth }:
                return (truth, new ConstantDataArgument(truth));
            case DataParameterKind.Data when value is DataReferenceValue data:
                return (data.Data.Type, new ReferenceDataArgument(data.Data));
            case DataParameterKind.Data or DataParameterKind.Tensor when value is DataReferenceValue { Data.Type: DataTensorType tensorData } reference:
                return (tensorData.Type, new ReferenceDataArgument(reference.Data));
            case DataParameterKind.Data when value is TensorValue or ListValue or RangeValue:
                return ToNode(value, argument.Location, frame) is { } computed ? (new DataTensorType(computed.Type), new NodeDataArgument(computed)) : default;
            case DataParameterKind.Data when value is RecordValue or TupleValue && TensorsAsData(value, argument.Location, frame) is { } made:
                return (made.Data.Type, new ReferenceDataArgument(made.Data));
            case DataParameterKind.Tensor:
                return ((parameter.Counts ? WholeNumbers(value, argument.Location, frame) : null) ?? ToNode(value, argument.Location, frame)) is { } node
                    ? (node.Type, new NodeDataArgument(node))
                    : default;
            case DataParameterKind.TextList when TextsOf(value) is { } texts:
                return (texts, new ConstantDataArgument(texts));
            case DataParameterKind.RunTimeInteger when value is IntegerValue integer:
                return (integer.Size, new SizeDataArgument(integer.Size));
            case DataParameterKind.RunTimeInteger when value is TensorValue { Type: { Rank: 0, Element: ElementType.Int } } counter:
                return (counter.Type, new NodeDataArgument(counter.Node));
        }

        var wanted = parameter.Kind switch
        {
            DataParameterKind.Text => "text",
            DataParameterKind.Number => "a number known before the script runs",
            DataParameterKind.Boolean => "true or false",
            DataParameterKind.TextList => "a list of texts such as [\"a\", \"b\"]",
            DataParameterKind.RunTimeInteger => "a whole number",
            _ => "data",
        };
        Poison(TypeErrors.WrongKind, argument.Location, $"`{function.Name}` needs {wanted} for `{parameter.Name}`, and this is {Describe(value)}", frame);
        return default;
    }

    private static ImmutableArray<string>? TextsOf(Value value)
    {
        ImmutableArray<Value> elements = value switch
        {
            ListValue list => list.Elements,
            TupleValue tuple => tuple.Elements,
            StringValue => [value],
            _ => default,
        };
        if (elements.IsDefault || elements.Any(static e => e is not StringValue { Constant: not null }))
            return null;
        return [.. elements.Select(static e => ((StringValue)e).Constant!)];
    }

    /// <summary>A record (x: ..., y: ...) or a pair of tensors as a data set: what <c>dataset</c> makes of them.</summary>
    internal DataReferenceValue? TensorsAsData(Value value, SourceLocation location, Frame frame)
    {
        ImmutableArray<Argument> arguments = value switch
        {
            RecordValue record => [.. record.Fields.Select(f => new Argument(f.Name, f.Value, location))],
            TupleValue { Elements.Length: 1 or 2 } pair => [.. pair.Elements.Select(e => new Argument(null, e, location))],
            _ => default,
        };
        if (arguments.IsDefault || DataCatalog.Find("dataset") is not { } function)
            return null;
        return ApplyDataFunction(function, arguments, location, frame) as DataReferenceValue;
    }

    /// <summary>The data that a data function was given to make the slot's.</summary>
    internal ImmutableArray<DataReference> OriginsOf(DataSlot slot) => dataOrigins.GetValueOrDefault(slot, []);

    /// <summary>The data that a model was trained on so far, the last first.</summary>
    internal IEnumerable<DataReference> TrainingDataOf(ModelInstance net) => trainingData.Where(d => d.Net == net).Select(static d => d.Data).Reverse();

    internal void NoteTrainingData(ModelInstance net, DataReference data) => trainingData.Add((net, data));

    /// <summary>Optimizer states that live as long as their weights start anew whenever the weights do.</summary>
    internal void KeepWithWeights(ImmutableArray<(Variable Variable, Node Initial)> states)
    {
        foreach (var (variable, initial) in states)
        {
            var weight = optimizerStates.First(s => s.Value == variable).Key.Weight;
            if (owners.TryGetValue(weight, out var owner) && owner.Declaration is not null)
                owner.AddOptimizerState(variable, initial);
            else
                scriptStates.Add((weight, variable, initial));
        }
    }

    /// <summary>All states that an optimizer at one place keeps, with their start values.</summary>
    internal ImmutableArray<VariableAssignment> OptimizerStatesOf(string key)
    {
        var states = ImmutableArray.CreateBuilder<VariableAssignment>();
        foreach (var (owner, state) in optimizerStates)
        {
            if (owner.Key == key)
                states.Add(new VariableAssignment(state, optimizerInitials[state]));
        }

        return states.ToImmutable();
    }

    /// <summary>The states that an optimizer at one place keeps, each with its weight and the name it is declared by.</summary>
    internal IEnumerable<(Variable Weight, string Name, Variable State)> NamedOptimizerStates(string key) =>
        optimizerStates.Where(s => s.Key.Key == key).Select(static s => (s.Key.Weight, s.Key.Name, s.Value));

    internal void ForgetStateValues(IEnumerable<VariableAssignment> writes)
    {
        foreach (var write in writes)
            stateValues.Remove(write.Variable);
    }

    private readonly Dictionary<DataSlot, ImmutableArray<DataReference>> dataOrigins = [];
    private readonly List<(ModelInstance Net, DataReference Data)> trainingData = [];
    private readonly List<(Variable Weight, Variable State, Node Initial)> scriptStates = [];
    private readonly Dictionary<Variable, Node> optimizerInitials = [];
}
