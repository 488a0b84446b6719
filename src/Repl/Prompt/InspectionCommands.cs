using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Services.Drawings;
using Dsl.Language.Services.Gradients;
using Dsl.Language.Services.Summaries;
using Dsl.Language.Types;
using Dsl.Runtime.Backends.Cpu;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Reports;
using Dsl.Runtime.Scripts;

namespace Dsl.Repl.Prompt;

/// <summary>Commands that look into what an expression or a model becomes.</summary>
internal static class InspectionCommands
{
    private const int Repetitions = 20;

    /// <summary>Draws what a value or a model computes: as text, or into a file whose name says the form.</summary>
    public static void DrawGraph(PromptSession session, string text)
    {
        var (expression, file) = SplitFile(text);
        NetworkDrawing? drawing = null;
        var look = ValueCommands.Examine(session, ":graph", expression, examined =>
        {
            if (examined.Model is { } model)
                drawing = NetworkDrawer.Draw(model);
            else if (!examined.Tensors.IsEmpty)
                drawing = NetworkDrawer.Draw(expression.ReplaceLineEndings(" "), examined.Nodes);
        });
        if (look is null)
            return;
        if (drawing is null)
            session.Complain($"this is {look.Description}; a graph is drawn of values, and of models whose inputs are known: from the signature, or because they were applied");
        else if (file is null)
            session.Output.Write(TextDrawing.Write(drawing));
        else if (OutputFile.Write(session.Terminal, file, file.EndsWith(".svg", StringComparison.OrdinalIgnoreCase) ? SvgDrawing.Write(drawing) : MermaidDrawing.Write(drawing)))
            session.Output.WriteLine($"the drawing is in {VisibleText.Of(file)}");
    }

    /// <summary>Lists the kernels that an entry becomes.</summary>
    public static void ShowKernels(PromptSession session, string entry)
    {
        if (entry.Length == 0)
        {
            session.Complain(":kernels needs an expression, or another entry such as a training");
            return;
        }

        var examined = session.Run.Examine(session.Source(entry));
        session.Report(examined.Diagnostics);
        if (examined.HasErrors)
            return;
        var profile = new KernelProfile();
        using var backend = new CpuBackend(new CpuOptions(session.Device.Threads)) { Observer = profile };
        RunResult? result = null;
        session.Device.Lend(backend, () => result = session.Run.Rehearse(examined, Repetitions));
        if (!session.Tell(result!))
            return;
        foreach (var line in KernelReport.Lines(profile, session.Output.Display))
            session.Output.WriteLine(line);
    }

    /// <summary>Shows the backward rules of a number.</summary>
    public static void ExplainGradient(PromptSession session, string expression)
    {
        if (ValueCommands.Examine(session, ":grad", expression) is not { } examined)
            return;
        if (examined.Tensors is not [{ Type: { Rank: 0 } type } tensor] || !type.Element.IsFloat())
        {
            session.Complain($"this is {examined.Description}; a gradient is that of one number, such as a loss, a sum or a mean");
            return;
        }

        var names = session.Run.NamesOfValues;
        var targets = TargetsOf(tensor.Node, names);
        if (targets.IsEmpty)
        {
            session.Complain("it depends on no weight and on no named value, so there is nothing to differentiate it by");
            return;
        }

        var derivation = GradientExplanation.Explain(tensor.Node, targets, names);
        if (derivation.Problem is { } problem)
            session.Complain(problem);
        foreach (var line in derivation.Lines)
            session.Output.WriteLine(line.Type.Rank == 0 ? $"{line.Name} = {line.Expression}" : line.ToString());
    }

    /// <summary>Shows what a model has and computes.</summary>
    public static void Summarize(PromptSession session, string expression)
    {
        ModelSummary? summary = null;
        string? problem = null;
        var look = ValueCommands.Examine(session, ":summary", expression, examined =>
            summary = examined.Model is { } model ? ModelSummarizer.Summarize(model, 1, null, out problem) : null);
        if (look is null)
            return;
        if (summary is null)
        {
            session.Complain(problem ?? $"this is {look.Description}; a summary is of a model whose inputs are known: from its signature, or because it was applied");
            return;
        }

        new SummaryReport(session.Terminal.Output, summary, ElementType.Float32).Write(MachineDescription.Here(), MachineRate.Measure(Environment.ProcessorCount), Accelerators.All[0]);
    }

    // The weights that a number depends on; where there are none, the named values.
    private static ImmutableArray<(Node Node, string Name)> TargetsOf(Node result, IReadOnlyDictionary<Node, string> names)
    {
        var order = GraphTraversal.TopologicalOrder([result]);
        var weights = order.Where(static node => node.Attributes is VariableAttributes { Variable.Kind: VariableKind.Parameter })
            .Select(node => (node, names.GetValueOrDefault(node) ?? node.AttributesAs<VariableAttributes>().Variable.Path)).ToImmutableArray();
        return weights.IsEmpty
            ? [.. order.Where(node => node != result && node.Element.IsFloat() && names.ContainsKey(node)).Select(node => (node, names[node]))]
            : weights;
    }

    // A last word that ends like a drawing's file is one.
    private static (string Expression, string? File) SplitFile(string text)
    {
        var start = text.AsSpan().LastIndexOfAny(" \t\n") + 1;
        return start > 0 && Path.GetExtension(text[start..]).ToUpperInvariant() is ".SVG" or ".MMD" ? (text[..start].Trim(), text[start..]) : (text, null);
    }
}
