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

    /// <summary>What was differentiated by a call; null where none was.</summary>
    public RecordedGradient? GradientAt(TextSpan call) => gradients.GetValueOrDefault(call);

    /// <summary>How a function was differentiated, wherever its gradient was last applied; null where it was not.</summary>
    public RecordedGradient? GradientOf(SyntaxNode function) => gradients.Values.LastOrDefault(g => g.Function == function);

    internal void Keep(SourceLocation call, RecordedGradient gradient)
    {
        if (call.Source == Source)
            gradients[call.Span] = gradient;
    }

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
