using Dsl.Language.Binding.Values;
using Dsl.Language.Text;
using Dsl.Language.Types;

namespace Dsl.Language.Binding;

/// <summary>What the expressions and bound names of one script were seen to be, by their place. Filled while the script is elaborated.</summary>
public sealed class RecordedValues
{
    private readonly Dictionary<TextSpan, Value> values = [];
    private HashSet<TextSpan> settled = [];
    private IReadOnlyDictionary<TextSpan, TensorType>? types;

    /// <param name="source">The text whose places are kept.</param>
    public RecordedValues(SourceText source)
    {
        Source = source;
    }

    internal SourceText Source { get; }

    /// <summary>The type of every tensor among them; to be asked for when the script is elaborated.</summary>
    public IReadOnlyDictionary<TextSpan, TensorType> Types => types ??= TensorsOnly();

    /// <summary>What was seen at a place; null where nothing was, or nothing is known of it.</summary>
    public Value? Find(TextSpan span) => values.GetValueOrDefault(span);

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
                tensors.Add(span, tensor.Type);
        }

        return tensors;
    }
}
