using System.Collections.Immutable;
using Dsl.Language.Diagnostics;
using Dsl.Language.Graph;
using Dsl.Language.Programs;
using Dsl.Language.Types;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Reports;

namespace Dsl.Runtime.Scripts;

/// <summary>
/// Draws a value in the way that its shape suggests: lists of numbers as curves, several in one frame; lists of whole numbers or truth values, and all weights of a model,
/// as a histogram; what has more axes as pictures. Single numbers are left out where there is anything else.
/// </summary>
internal static class ValueDrawing
{
    /// <returns>Null, or the fault that ends the run.</returns>
    public static Diagnostic? Draw(RunContext context, DrawValueAction action)
    {
        var parts = new List<(string Label, Node Node)>();
        Collect(action.Value, action.Value is NodeValue ? action.Location.Text.ReplaceLineEndings(" ") : string.Empty, parts);
        if (!action.Weights.IsEmpty)
        {
            DrawWeights(context, action.Weights);
            return null;
        }

        if (parts.Count == 0)
        {
            if (ValuePrinter.Print(context, action, [action.Value], out var texts) is { } problem)
                return problem;
            context.Options.Output.WriteLine(texts[0]);
            return null;
        }

        var computation = context.Computation(action, [.. parts.Select(static part => part.Node)]);
        if (context.Run(computation) is { } fault)
            return fault;
        Draw(context, [.. parts.Select((part, i) => (part.Label, computation.Output(i)))]);
        return null;
    }

    private static void Draw(RunContext context, ImmutableArray<(string Label, Tensor Tensor)> parts)
    {
        var display = context.Options.Output.Display;
        var curves = parts.Where(static part => IsCurve(part.Tensor)).ToImmutableArray();
        if (curves.Length > 0)
            Write(context, CurvePlot.Draw([.. curves.Select(static curve => (curve.Label, curve.Tensor.ToDoubles()))], display));
        var others = parts.Where(static part => !IsCurve(part.Tensor) && part.Tensor.ElementCount > 1).ToImmutableArray();
        foreach (var (label, tensor) in others)
        {
            if (AxesOf(tensor) == 1)
            {
                Write(context, HistogramPlot.Draw(tensor, label, HistogramPlot.UsualBins, display));
                continue;
            }

            if (parts.Length > 1)
                context.Options.Output.WriteLine(label + ":");
            Write(context, ValuePicture.Draw(tensor, display));
        }

        if (curves.Length == 0 && others.Length == 0)
            Write(context, [.. parts.SelectMany(part => ValueLines.Draw(part.Tensor, display))]);
    }

    private static bool IsCurve(Tensor tensor) => tensor.Element.IsFloat() && AxesOf(tensor) == 1 && tensor.ElementCount > 1;

    private static int AxesOf(Tensor tensor) => tensor.Shape.Count(static size => size != 1);

    private static void DrawWeights(RunContext context, ImmutableArray<Variable> weights)
    {
        var values = weights.Where(static weight => weight.Kind == VariableKind.Parameter)
            .Where(context.Environment.Variables.ContainsKey).SelectMany(weight => context.Environment.Variable(weight).ToDoubles()).ToArray();
        using var all = Tensor.FromDoubles(ElementType.Float32, [values.Length], values);
        Write(context, HistogramPlot.Draw(all, "weights", HistogramPlot.UsualBins, context.Options.Output.Display));
    }

    private static void Collect(ProgramValue value, string label, List<(string Label, Node Node)> parts)
    {
        switch (value)
        {
            case NodeValue node:
                parts.Add((label, node.Node));
                break;
            case CompositeValue composite:
                for (var i = 0; i < composite.Elements.Length; i++)
                {
                    var (name, element) = composite.Elements[i];
                    var part = name ?? FormattableString.Invariant($"{i}");
                    Collect(element, label.Length == 0 ? part : $"{label}.{part}", parts);
                }

                break;
        }
    }

    private static void Write(RunContext context, ImmutableArray<string> lines)
    {
        foreach (var line in lines)
            context.Options.Output.WriteLine(line);
    }
}
