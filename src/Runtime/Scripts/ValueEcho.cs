using System.Collections.Immutable;
using Dsl.Language.Diagnostics;
using Dsl.Language.Programs;
using Dsl.Runtime.Reports;

namespace Dsl.Runtime.Scripts;

/// <summary>Shows the value of an entry: tensors as <see cref="ValueLines"/>, several values on one line where they fit, else one after another.</summary>
internal static class ValueEcho
{
    /// <returns>Null, or the fault that ends the run.</returns>
    public static Diagnostic? Show(RunContext context, EchoAction action)
    {
        if (action.Value is NodeValue node)
        {
            var computation = context.Computation(action, [node.Node]);
            if (context.Run(computation) is { } fault)
                return fault;
            Write(context, ValueLines.Draw(computation.Output(0), context.Options.Output.Display));
            return null;
        }

        if (ValuePrinter.Print(context, action, [action.Value], out var texts) is { } problem)
            return problem;
        if (action.Value is CompositeValue composite && !Fits(context, texts[0]))
            return ShowParts(context, action, composite, string.Empty);
        context.Options.Output.WriteLine(texts[0]);
        return null;
    }

    // Of each part what fits on a line: a table of every part would bury the others.
    private static Diagnostic? ShowParts(RunContext context, EchoAction action, CompositeValue composite, string indent)
    {
        for (var i = 0; i < composite.Elements.Length; i++)
        {
            var (name, element) = composite.Elements[i];
            var lead = $"{indent}{name ?? FormattableString.Invariant($"{i}")}: ";
            if (ShowPart(context, action with { Value = element }, element, lead) is { } fault)
                return fault;
        }

        return null;
    }

    private static Diagnostic? ShowPart(RunContext context, EchoAction part, ProgramValue value, string lead)
    {
        switch (value)
        {
            case NodeValue node:
                var computation = context.Computation(part, [node.Node]);
                if (context.Run(computation) is { } fault)
                    return fault;
                context.Options.Output.WriteLine(lead + ValueLines.Summary(computation.Output(0), context.Options.Output.Display, lead.Length));
                return null;
            case CompositeValue inner:
                context.Options.Output.WriteLine(lead.TrimEnd());
                return ShowParts(context, part, inner, new string(' ', lead.Length - lead.TrimStart().Length + 2));
            default:
                if (ValuePrinter.Print(context, part, [value], out var texts) is { } problem)
                    return problem;
                context.Options.Output.WriteLine(lead + texts[0]);
                return null;
        }
    }

    private static bool Fits(RunContext context, string text) => text.Length <= context.Options.Output.Display.Width && !text.Contains('\n', StringComparison.Ordinal);

    private static void Write(RunContext context, ImmutableArray<string> lines)
    {
        foreach (var line in lines)
            context.Options.Output.WriteLine(line);
    }
}
