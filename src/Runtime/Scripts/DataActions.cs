using System.Collections.Immutable;
using Dsl.Language.Data;
using Dsl.Language.Diagnostics;
using Dsl.Language.Graph;
using Dsl.Language.Programs;
using Dsl.Language.Text;
using Dsl.Language.Types;
using Dsl.Runtime.Data;
using Dsl.Runtime.Execution;
using DataValue = Dsl.Runtime.Data.DataValue;

namespace Dsl.Runtime.Scripts;

/// <summary>Calls data functions, keeps what they give, and makes tensors of it.</summary>
internal sealed class DataActions(RunContext context)
{
    private readonly Dictionary<DataSlot, DataValue> values = [];

    // What an input holds already: in a loop the same data would be copied each turn.
    private readonly Dictionary<GraphInput, DataValue> supplied = [];

    /// <summary>The data value that a reference names.</summary>
    public DataValue Find(DataReference reference) => DataArguments.Follow(
        values.TryGetValue(reference.Slot, out var value) ? value : throw new InvalidOperationException($"the data '{reference.Slot.Name}' was not made yet"),
        reference.Path);

    /// <summary>The data set that a reference names.</summary>
    public DataSet FindSet(DataReference reference) => (DataSet)Find(reference);

    /// <summary>Forgets all data but these, and what inputs that are gone held.</summary>
    public void FreeOthers(IReadOnlySet<DataSlot> neededData, IReadOnlySet<GraphInput> neededInputs)
    {
        foreach (var slot in values.Keys)
        {
            if (!neededData.Contains(slot))
                values.Remove(slot);
        }

        foreach (var input in supplied.Keys)
        {
            if (!neededInputs.Contains(input))
                supplied.Remove(input);
        }
    }

    /// <summary>Calls a data function; null, or what is wrong.</summary>
    public Diagnostic? Run(DataAction action)
    {
        var nodes = action.Arguments.Values.OfType<NodeDataArgument>().Select(static a => a.Node).ToImmutableArray();
        var computation = context.Computation(action, nodes);
        if (context.Run(computation) is { } fault)
            return fault;
        var arguments = DataArguments.Resolve(action.Arguments, Find, SizeOf, node => ToData(computation.Output(nodes.IndexOf(node))));
        var call = new DataCall(arguments, context.Options.Files, context.ScriptPath)
        {
            Names = action.Names,
            Seed = (long)context.Environment.Input(context.Program.Seed).GetDouble(0),
        };
        var result = DataLibrary.Run(action.Function, call);
        if (result.Value is null)
            return ToDiagnostic(result.Failure!, action.Location);
        foreach (var note in result.Notes)
            context.Options.Output.WriteNotice($"{action.Location}: {note}");
        var known = action.Arguments.Values.OfType<ReferenceDataArgument>().SelectMany(static a => DataSizes.Symbols(a.Data.Slot.Type));
        return Take(action.Result, result.Value, known, action.Location);
    }

    /// <summary>Keeps the tokens of a text; null, or what has no token.</summary>
    public Diagnostic? Encode(EncodeAction action, string text)
    {
        var encoded = ((DataEncoder)Find(action.Encoder)).Tokenizer.Encode(text);
        if (encoded.Tokens is not { } tokens)
            return ToDiagnostic(encoded.Failure!, action.Location);
        return tokens.Length == 0
            ? new Diagnostic(DataErrors.NoRows, action.Location, "this text is empty; expected at least one token")
            : Take(action.Result, new DataTensor(new IntegerColumn(tokens, [], tokens.Length)), [], action.Location);
    }

    /// <summary>Gives a tensor of data to an input; null, or why it cannot be held.</summary>
    public Diagnostic? Supply(DataTensorAction action)
    {
        var value = Find(action.Data);
        if (supplied.TryGetValue(action.Result, out var held) && ReferenceEquals(held, value))
            return null;
        var fault = Supply(action, value);
        if (fault is null)
            supplied[action.Result] = value;
        return fault;
    }

    private Diagnostic? Supply(DataTensorAction action, DataValue value)
    {
        switch (value)
        {
            case DataSize size:
                context.Environment.SetScalar(action.Result, size.Value);
                return null;
            case DataTensor tensor:
                return Supply(action, tensor.Column, tensor.Shape);
            case DataSet set:
                var column = set.Find(action.Field!) ?? throw new InvalidOperationException($"the checker let the field '{action.Field}' through");
                return Supply(action, column, column.RowShape.Insert(0, column.Rows));
            default:
                throw new InvalidOperationException($"a {value.GetType().Name} is no tensor");
        }
    }

    /// <summary>The text of tokens, or why they have none.</summary>
    public Diagnostic? Decode(DataReference decoder, Tensor tokens, SourceLocation location, out string text)
    {
        var failure = ((DataDecoder)Find(decoder)).Tokenizer.Decode(tokens.AsSpan<long>(), out text);
        return failure is null ? null : ToDiagnostic(failure, location);
    }

    /// <summary>The tokenizer that a reference to its encoder or decoder names.</summary>
    public Tokenizer TokenizerOf(DataReference reference) => Find(reference) switch
    {
        DataEncoder encoder => encoder.Tokenizer,
        DataDecoder decoder => decoder.Tokenizer,
        var other => throw new InvalidOperationException($"a {other.GetType().Name} is no tokenizer"),
    };

    /// <summary>What is wrong with data, as told at a place of the script.</summary>
    public static Diagnostic ToDiagnostic(DataFailure failure, SourceLocation location)
    {
        var notes = failure.Notes;
        if (failure.Place is { } place)
        {
            var line = place.Line is { } number ? $", line {number}" : string.Empty;
            var column = place.Column is { } name ? $", column '{name}'" : string.Empty;
            notes = notes.Insert(0, $"in {place.File}{line}{column}");
        }

        return new Diagnostic(failure.Descriptor, location, failure.Message) { Notes = notes };
    }

    private static object ToData(Tensor tensor)
    {
        // A whole number is an argument as it is: which fold, how many rows.
        if (tensor.Shape.IsEmpty && tensor.Element == ElementType.Int)
            return tensor.AsSpan<long>()[0];
        return DataTensors.FromTensor(tensor);
    }

    private Diagnostic? Supply(DataTensorAction action, Column column, ImmutableArray<int> shape)
    {
        var type = new TensorType(action.Result.Type.Element, new Shape([.. shape.Select(static s => new Axis(s))]));
        var (sizes, fault) = TensorSizes.ToAllocate(type, context.Environment.Sizes, action.Location);
        if (fault is not null)
            return fault;
        var tensor = context.Environment.InputStorage(action.Result, sizes);
        if (tensor.Element == ElementType.Int)
        {
            column.CopyRange(0, column.Rows, tensor.AsSpan<long>());
            return null;
        }

        if (tensor.Element == ElementType.Float32)
        {
            column.CopyRange(0, column.Rows, tensor.AsSpan<float>());
            return null;
        }

        var values = new float[tensor.ElementCount];
        column.CopyRange(0, column.Rows, values);
        for (var i = 0; i < values.Length; i++)
            tensor.SetDouble(i, values[i]);
        return null;
    }

    private long SizeOf(Dimension size) =>
        size.TrySubstitute(context.Environment.Sizes, out var known) && known.ConstantValue is { } value
            ? value
            : throw new InvalidOperationException($"the size {size} is not known yet");

    // A symbol that only the result has is this action's own: when it runs again, in a loop, the symbol gets a new value.
    private Diagnostic? Take(DataSlot slot, DataValue value, IEnumerable<DimensionSymbol> known, SourceLocation location)
    {
        var own = DataSizes.Symbols(slot.Type).ToHashSet();
        own.ExceptWith(known);
        var sizes = new Dictionary<DimensionSymbol, Dimension>();
        foreach (var (symbol, size) in context.Environment.Sizes)
        {
            if (!own.Contains(symbol))
                sizes.Add(symbol, size);
        }

        if (DataConformance.Check(slot.Type, value, sizes) is { } failure)
            return ToDiagnostic(failure, location);
        foreach (var (symbol, size) in sizes)
            context.Environment.SetSize(symbol, size.ConstantValue!.Value);
        values[slot] = value;
        return null;
    }
}
