using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Text;

namespace Dsl.Language.Services.Gradients;

/// <summary>What the values of a forward computation are called: by the script's names, else by the expression that the script has for them.</summary>
internal static class GradientNames
{
    private const int LongestText = 28;

    /// <summary>A name for every node that has one; each name is used once.</summary>
    /// <param name="order">The forward computation, inputs first.</param>
    /// <param name="known">Names that are given.</param>
    public static Dictionary<Node, string> Of(ImmutableArray<Node> order, IReadOnlyDictionary<Node, string> known)
    {
        var names = new Dictionary<Node, string>();
        var taken = new HashSet<string>();
        foreach (var node in order)
        {
            if (known.TryGetValue(node, out var given) && taken.Add(given))
                names.Add(node, given);
        }

        // Of several operations for one expression the last is its value.
        var last = new Dictionary<SourceLocation, Node>();
        foreach (var node in order)
        {
            if (node.Operator == SourceOperators.Variable)
                Name(node, node.AttributesAs<VariableAttributes>().Variable.Path);
            else if (node.Operator == SourceOperators.Input)
                Name(node, node.AttributesAs<InputAttributes>().Input.Name);
            else if (node.Operator != SourceOperators.Constant && node.Operator != SourceOperators.Size && node.Location is { Source.IsLibrary: false } place)
                last[place] = node;
        }

        foreach (var node in order)
        {
            if (node.Location is { } place && last.GetValueOrDefault(place) == node && place.Span.Length <= LongestText && !place.Text.Contains('\n'))
                Name(node, place.Text);
        }

        return names;

        void Name(Node node, string name)
        {
            if (!names.ContainsKey(node) && taken.Add(name))
                names.Add(node, name);
        }
    }

    /// <summary>What the gradient by a value is called: <c>dW</c>, <c>d(dense_1.W)</c>.</summary>
    public static string GradientOf(string name) => name.All(static c => char.IsLetterOrDigit(c) || c == '_') ? $"d{name}" : $"d({name})";

    /// <summary>Whether a name stands for itself wherever it is put, unlike the text of an expression.</summary>
    public static bool IsPlain(string name) => name.All(static c => char.IsLetterOrDigit(c) || c is '_' or '.');
}
