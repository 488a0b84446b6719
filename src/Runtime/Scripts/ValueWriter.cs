using System.Text;
using Dsl.Language.Diagnostics;
using Dsl.Language.Programs;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Reports;

namespace Dsl.Runtime.Scripts;

/// <summary>Writes values whose nodes were computed, in the order in which they were collected.</summary>
internal sealed class ValueWriter(RunContext context, ScriptAction action, Computation computation)
{
    private int next;

    /// <summary>The first fault met: tokens that stand for no text.</summary>
    public Diagnostic? Fault { get; private set; }

    public string Write(ProgramValue value, string? format) => value switch
    {
        NodeValue => TensorFormatter.Format(computation.Output(next++), format),
        TextValue text => WriteText(text),
        DataValue data => DataSummary.Describe(context.Data.Find(data.Data)),
        DecodedValue decoded => WriteDecoded(decoded),
        CompositeValue composite => WriteComposite(composite, format),
        ChoiceValue choice => WriteChoice(choice, format),
        _ => throw new InvalidOperationException($"no part of the runtime shows {value.GetType().Name}"),
    };

    private string WriteDecoded(DecodedValue decoded)
    {
        var fault = context.Data.Decode(decoded.Decoder, computation.Output(next++), action.Location, out var text);
        Fault ??= fault;
        return text;
    }

    // Both sides are written, so that each takes the outputs collected for it.
    private string WriteChoice(ChoiceValue choice, string? format)
    {
        var holds = computation.Output(next++).GetDouble(0) != 0;
        var (whenTrue, whenFalse) = (Write(choice.WhenTrue, format), Write(choice.WhenFalse, format));
        return holds ? whenTrue : whenFalse;
    }

    // A value of several lines keeps its columns: its further lines begin under its first.
    private string WriteText(TextValue text)
    {
        var result = new StringBuilder();
        foreach (var part in text.Parts)
        {
            if (part.Value is null)
            {
                result.Append(part.Literal);
                continue;
            }

            var written = Write(part.Value, part.Format);
            if (part.Value is NodeValue && written.Contains('\n', StringComparison.Ordinal))
            {
                var column = result.Length - 1 - result.ToString().LastIndexOf('\n');
                written = written.Replace("\n", "\n" + new string(' ', column), StringComparison.Ordinal);
            }

            result.Append(written);
        }

        return result.ToString();
    }

    private string WriteComposite(CompositeValue composite, string? format)
    {
        var result = new StringBuilder("(");
        for (var i = 0; i < composite.Elements.Length; i++)
        {
            var (name, element) = composite.Elements[i];
            if (i > 0)
                result.Append(", ");
            if (name is not null)
                result.Append(name).Append(": ");
            result.Append(Write(element, format));
        }

        return result.Append(')').ToString();
    }
}
