using System.Collections.Immutable;
using System.Text;

namespace Dsl.Language.Graph;

/// <summary>A graph as text, one operation a line, for dumps between stages and for tests.</summary>
public static class GraphPrinter
{
    /// <summary>Lines such as <c>%4 = add(%1, %3) : [batch, 10]</c>, inputs before users, numbered from 0 in that order; bodies of recurrences are indented.</summary>
    public static string Print(ImmutableArray<Node> outputs)
    {
        var text = new StringBuilder();
        Print(text, outputs, indentation: 0);
        return text.ToString();
    }

    private static void Print(StringBuilder text, ImmutableArray<Node> outputs, int indentation)
    {
        var numbers = new Dictionary<Node, int>();
        foreach (var node in GraphTraversal.TopologicalOrder(outputs))
        {
            var number = numbers.Count;
            numbers.Add(node, number);
            text.Append(' ', indentation).Append('%').Append(number).Append(" = ").Append(node.Operator.Name);
            AppendReferences(text, '(', node.Inputs, numbers, ')');
            var attributes = node.Attributes.Describe();
            if (attributes.Length > 0)
                text.Append(" {").Append(attributes).Append('}');
            text.Append(" : ").Append(node.Type).Append('\n');
            if (node.Attributes.InnerBody is { } body)
                PrintBody(text, body, indentation + 2);
        }

        text.Append(' ', indentation).Append("->");
        AppendReferences(text, ' ', outputs, numbers, '\n');
    }

    private static void PrintBody(StringBuilder text, ScanBody body, int indentation)
    {
        Line("index", [body.Index]);
        Line("carries", body.Carries);
        Line("sequences", body.Sequences);
        Line("captures", body.Captures);
        Print(text, [.. body.CarryResults, .. body.Outputs], indentation);

        void Line(string role, ImmutableArray<GraphInput> inputs)
        {
            if (!inputs.IsEmpty)
                text.Append(' ', indentation).Append(role).Append(' ').AppendJoin(", ", inputs).Append('\n');
        }
    }

    private static void AppendReferences(StringBuilder text, char before, ImmutableArray<Node> nodes, Dictionary<Node, int> numbers, char after)
    {
        text.Append(before);
        for (var i = 0; i < nodes.Length; i++)
            text.Append(i == 0 ? "%" : ", %").Append(numbers[nodes[i]]);
        text.Append(after);
    }
}
