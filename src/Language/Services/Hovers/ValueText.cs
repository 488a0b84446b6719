using System.Collections.Immutable;
using Dsl.Language.Binding.Values;
using Dsl.Language.Services.Analysis;
using Dsl.Language.Text;

namespace Dsl.Language.Services.Hovers;

/// <summary>Lines on a value, by its kind.</summary>
internal static class ValueText
{
    /// <summary>What is worth telling besides the type; nothing for most tensors.</summary>
    public static ImmutableArray<string> Lines(ScriptAnalysis analysis, ValueFacts facts, SourceLocation? declaration = null) => facts.Value switch
    {
        DataReferenceValue data => DataDescriber.Lines(data.Data.Type),
        IntegerValue integer => [Number(analysis, integer, declaration)],
        NumberValue or BooleanValue or StringValue or TupleValue or RangeValue => [facts.Description],
        RecordValue record => [.. record.Fields.Where(static f => f.Name.Length > 0).Take(DataDescriber.MostNames).Select(static f => $"`{f.Name}`: {Binding.Elaborator.Describe(f.Value)}")],
        OptimizerValue or TokenizerValue => [facts.Description],
        _ => [],
    };

    /// <summary>The type of what stands at a place, also of numbers in brackets; null where it has none.</summary>
    public static string? TypeAt(ScriptAnalysis analysis, TextSpan span) => analysis.FactsAt(span)?.Value switch
    {
        TensorValue tensor => tensor.Type.ToString(),
        ListValue list when SizesOf(list) is { } sizes => $"[{string.Join(", ", sizes)}]",
        _ => null,
    };

    // The sizes of brackets in brackets, when all that stand side by side have the same.
    private static ImmutableArray<int>? SizesOf(ListValue list)
    {
        ImmutableArray<int>? inner = null;
        foreach (var element in list.Elements)
        {
            ImmutableArray<int>? sizes = element switch
            {
                ListValue nested => SizesOf(nested),
                IntegerValue or NumberValue or BooleanValue => [],
                _ => null,
            };
            if (sizes is null || (inner is { } seen && !seen.SequenceEqual(sizes.Value)))
                return null;
            inner = sizes;
        }

        return inner?.Insert(0, list.Elements.Length);
    }

    // Where the number is written beside the name already, its origin says nothing new.
    private static string Number(ScriptAnalysis analysis, IntegerValue integer, SourceLocation? declaration)
    {
        if (integer.Size.ToString() == integer.Name)
            return "a size that its use decides";
        var origin = integer.Origin?.Description.Split('\n')[0];
        var place = integer.Origin?.Location is { } seen ? analysis.Latest(seen) : null;
        if (place is null || place == declaration || origin == integer.Name || origin == integer.Size.ToString())
            return $"the whole number {integer.Size}";
        return $"the whole number {integer.Size}, from `{origin}`{(place.Source.IsLibrary ? "" : $" in line {place.LineNumber}")}";
    }
}
