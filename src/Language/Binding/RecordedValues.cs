using System.Collections.Immutable;
using Dsl.Language.Binding.Values;
using Dsl.Language.Syntax;
using Dsl.Language.Text;
using Dsl.Language.Types;

namespace Dsl.Language.Binding;

/// <summary>What the expressions and bound names of one script were seen to be, by their place. Filled while the script is elaborated.</summary>
public sealed class RecordedValues
{
    private readonly Dictionary<TextSpan, Value> values = [];
    private readonly Dictionary<TextSpan, RecordedGradient> gradients = [];
    private readonly Dictionary<TextSpan, TrainedType> trained = [];
    private readonly Func<SourceLocation, SourceLocation>? latest;
    private HashSet<TextSpan> settled = [];
    private IReadOnlyDictionary<TextSpan, TensorType>? types;

    /// <param name="source">The text whose places are kept.</param>
    public RecordedValues(SourceText source)
    {
        Source = source;
    }

    internal RecordedValues(
        SourceText source, Dictionary<TextSpan, Value> values, Dictionary<TextSpan, RecordedGradient> gradients, Dictionary<TextSpan, TrainedType> trained,
        Func<SourceLocation, SourceLocation> latest)
        : this(source)
    {
        this.trained = trained;
        this.values = values;
        this.gradients = gradients;
        this.latest = latest;
    }

    internal SourceText Source { get; }

    /// <summary>All values.</summary>
    internal IReadOnlyDictionary<TextSpan, Value> All => values;

    /// <summary>All that was differentiated.</summary>
    internal IReadOnlyDictionary<TextSpan, RecordedGradient> AllGradients => gradients;

    /// <summary>How values are kept in trainings that store them in 16 bits, by the place that they come from.</summary>
    internal IReadOnlyDictionary<TextSpan, TrainedType> AllTrained => trained;

    /// <summary>The type of every tensor among them; to be asked for when the script is elaborated.</summary>
    public IReadOnlyDictionary<TextSpan, TensorType> Types => types ??= TensorsOnly();

    /// <summary>The names that the script has bound in the end.</summary>
    internal ImmutableDictionary<string, Value> Names { get; set; } = ImmutableDictionary<string, Value>.Empty;

    /// <summary>What it declares and imports.</summary>
    internal ImmutableDictionary<string, Value> Declarations { get; set; } = ImmutableDictionary<string, Value>.Empty;

    /// <summary>What was seen at a place; null where nothing was, or nothing is known of it.</summary>
    public Value? Find(TextSpan span) => values.GetValueOrDefault(span);

    /// <summary>What was differentiated by a call; null where none was.</summary>
    public RecordedGradient? GradientAt(TextSpan call) => gradients.GetValueOrDefault(call);

    /// <summary>How a function was differentiated, wherever its gradient was last applied; null where it was not.</summary>
    public RecordedGradient? GradientOf(SyntaxNode function) => gradients.Values.LastOrDefault(g => g.Function == function || (latest is not null && g.Function is { } known && Latest(known.Location) == function.Location));

    internal void Keep(SourceLocation call, RecordedGradient gradient)
    {
        if (call.Source == Source)
            gradients[call.Span] = gradient;
    }

    /// <summary>How what comes from a place is kept in the last training that stores it in 16 bits; null where none does.</summary>
    public TrainedType? TrainedAt(TextSpan span) => trained.GetValueOrDefault(span);

    internal void Keep(SourceLocation place, TrainedType type)
    {
        if (place.Source == Source)
            trained[place.Span] = type;
    }

    /// <summary>The place in this text of what a value says of its origin: values of statements that have not changed may have been seen in an earlier version.</summary>
    public SourceLocation Latest(SourceLocation location) => latest is null || location.Source == Source ? location : latest(location);

    /// <summary>From here on what has been kept stays: the check of a declaration alone has found what is general, an application is only an instance.</summary>
    internal void Settle() => settled = [.. values.Keys];

    internal void Keep(TextSpan span, Value value, bool isGeneral)
    {
        if (value is not (PoisonValue or NothingValue) && (isGeneral || !settled.Contains(span)))
            values[span] = value;
    }

    private Dictionary<TextSpan, TensorType> TensorsOnly()
    {
        var tensors = new Dictionary<TextSpan, TensorType>(values.Count);
        foreach (var (span, value) in values)
        {
            if (value is TensorValue tensor)
                tensors.Add(span, latest is null ? tensor.Type : Moved(tensor.Type));
        }

        return tensors;
    }

    private TensorType Moved(TensorType type)
    {
        for (var i = 0; i < type.Rank; i++)
        {
            if (type.Shape[i] is { Origin: { Location: { } place } origin } axis && Latest(place) is var moved && moved != place)
                type = new TensorType(type.Element, type.Shape.WithAxis(i, axis with { Origin = origin with { Location = moved } }));
        }

        return type;
    }
}
