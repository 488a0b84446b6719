using System.Collections.Immutable;
using Dsl.Language.Binding.Units;
using Dsl.Language.Binding.Values;
using Dsl.Language.Data;
using Dsl.Language.Diagnostics;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Programs;
using Dsl.Language.Types;

namespace Dsl.Language.Binding.Training;

/// <summary>A data set cut into batches, as inputs of a graph.</summary>
/// <param name="Data">The data set.</param>
/// <param name="Type">Its schema.</param>
/// <param name="Size">The symbol for the rows of a batch.</param>
/// <param name="Fields">The inputs, one a field.</param>
/// <param name="Nodes">The inputs as nodes, in the same order.</param>
internal sealed record TrainingBatch(
    DataReference Data, DataSetType Type, DimensionSymbol Size, ImmutableArray<BatchField> Fields, ImmutableArray<(string Name, Node Node)> Nodes)
{
    /// <summary>The argument as a data set in batches; null when it is none, which has been reported.</summary>
    public static TrainingBatch? Of(UnitCall call, string parameter)
    {
        var argument = call.Get(parameter);
        var data = argument.Value switch
        {
            DataReferenceValue reference => reference,
            RecordValue or TupleValue => call.Elaborator.TensorsAsData(argument.Value, argument.Location, call.Frame),
            _ => null,
        };
        if (data is null)
        {
            if (argument.Value is not (PoisonValue or RecordValue or TupleValue))
                Refuse(argument.Value, "");
            return null;
        }

        if (data.Data.Type is not DataSetType set)
        {
            var parts = data.Data.Type is DataRecordType record ? record.Fields.Where(static f => f.Type is DataSetType).Select(static f => f.Name).ToList() : [];
            var text = argument.Location.Text;
            if (data.Data.Type is DataTensorType { Type: { Rank: 1, Element: ElementType.Int } })
                Refuse(data, "; windows(tokens, length) cuts a text into examples", new DiagnosticFix("cut it into windows of 64 tokens", [new TextEdit(argument.Location, $"windows({text}, 64)")]));
            else if (parts.Count > 0)
                Refuse(data, $"; say which part: {string.Join(" or ", parts.Select(p => $"{text}.{p}"))}", new DiagnosticFix($"take .{parts[0]}", [new TextEdit(argument.Location, $"{text}.{parts[0]}")]));
            else
                Refuse(data, "");
            return null;
        }

        var size = new DimensionSymbol("batch", DimensionSymbolKind.Rigid, new Origin(argument.Location, $"a batch of {set.Description}"));
        var fields = ImmutableArray.CreateBuilder<BatchField>();
        var nodes = ImmutableArray.CreateBuilder<(string, Node)>();
        foreach (var field in set.Fields)
        {
            var axis = new Axis(Dimension.Of(size), "batch", size.Origin);
            var input = new GraphInput(field.Name, field.RowType with { Shape = field.RowType.Shape.Insert(0, axis) });
            fields.Add(new BatchField(field.Name, input));
            nodes.Add((field.Name, call.Elaborator.Builder.CreateInput(input, argument.Location)));
        }

        return new TrainingBatch(data.Data, set, size, fields.ToImmutable(), nodes.ToImmutable());

        void Refuse(Value value, string advice, params ImmutableArray<DiagnosticFix> fixes) =>
            call.Elaborator.Report(new Diagnostic(TypeErrors.WrongKind, argument.Location, $"a data set is needed here, and this is {Elaborator.Describe(value)}{advice}") { Fixes = fixes }, call.Frame);
    }
}
