using System.Collections.Immutable;
using Dsl.Language.Diagnostics;
using Dsl.Language.Graph;
using Dsl.Language.Programs;

namespace Dsl.Runtime.Scripts;

/// <summary>Computes what is in values to show, and writes them as text.</summary>
internal static class ValuePrinter
{
    /// <param name="context">The run.</param>
    /// <param name="action">The action that shows them.</param>
    /// <param name="values">What to show.</param>
    /// <param name="texts">The text of each value.</param>
    /// <param name="part">Which of the action's computations this is.</param>
    /// <returns>Null, or the fault met while computing.</returns>
    public static Diagnostic? Print(RunContext context, ScriptAction action, ImmutableArray<ProgramValue> values, out string[] texts, int part = 0)
    {
        texts = [];
        var nodes = new List<Node>();
        foreach (var value in values)
            CollectNodes(value, nodes);
        var computation = context.Computation(action, [.. nodes], part: part);
        if (context.Run(computation) is { } fault)
            return fault;
        var writer = new ValueWriter(context, action, computation);
        var written = new string[values.Length];
        for (var i = 0; i < written.Length; i++)
            written[i] = writer.Write(values[i], null);
        texts = written;
        return writer.Fault;
    }

    private static void CollectNodes(ProgramValue value, List<Node> nodes)
    {
        switch (value)
        {
            case NodeValue node:
                nodes.Add(node.Node);
                break;
            case DecodedValue decoded:
                nodes.Add(decoded.Tokens);
                break;
            case TextValue text:
                foreach (var part in text.Parts)
                {
                    if (part.Value is not null)
                        CollectNodes(part.Value, nodes);
                }

                break;
            case ChoiceValue choice:
                nodes.Add(choice.Condition);
                CollectNodes(choice.WhenTrue, nodes);
                CollectNodes(choice.WhenFalse, nodes);
                break;
            case CompositeValue composite:
                foreach (var element in composite.Elements)
                    CollectNodes(element.Value, nodes);
                break;
        }
    }
}
