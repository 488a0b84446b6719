using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Compilation;
using Dsl.Language.Services.Drawings;
using Dsl.Language.Services.Gradients;
using Dsl.Language.Services.Summaries;
using Dsl.Language.Types;
using Dsl.Runtime.Backends.Cpu;
using Dsl.Runtime.Backends.Devices;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Reports;
using Dsl.Runtime.Scripts;

namespace Dsl.Repl.Prompt;

/// <summary>Commands that look into what an expression or a model becomes.</summary>
internal static class InspectionCommands
{
    private const int Repetitions = 20;

    /// <summary>Draws what a value or a model computes: as text, or into a file whose name says the form.</summary>
    public static void DrawGraph(PromptState state, string text)
    {
        var (expression, file) = SplitFile(text);
        NetworkDrawing? drawing = null;
        var look = ValueCommands.Examine(state, ":graph", expression, examined =>
        {
            if (examined.Model is { } model)
                drawing = NetworkDrawer.Draw(model);
            else if (!examined.Tensors.IsEmpty)
                drawing = NetworkDrawer.Draw(expression.ReplaceLineEndings(" "), examined.Nodes);
        });
        if (look is null)
            return;
        if (drawing is null)
            state.Complain($"this is {look.Description}; a graph is drawn of values, and of models whose inputs are known: from the signature, or because they were applied");
        else if (file is null)
            state.Output.Write(TextDrawing.Write(drawing));
        else if (OutputFile.Write(state.Terminal, file, file.EndsWith(".svg", StringComparison.OrdinalIgnoreCase) ? SvgDrawing.Write(drawing) : MermaidDrawing.Write(drawing)))
            state.Output.WriteLine($"the drawing is in {VisibleText.Of(file)}");
    }

    /// <summary>Lists the kernels that an entry becomes.</summary>
    public static void ShowKernels(PromptState state, string entry)
    {
        if (entry.Length == 0)
        {
            state.Complain(":kernels needs an expression, or another entry such as a training");
            return;
        }

        var examined = state.Run.Examine(state.Source(entry));
        state.Report(examined.Diagnostics);
        if (examined.HasErrors)
            return;
        var profile = new KernelProfile();
        var evaluated = 0;
        if (!state.Tell(Rehearse(state, examined, profile, request => evaluated += CpuBackend.Evaluates(request) ? 1 : 0)))
            return;
        foreach (var line in KernelReport.Lines(profile, state.Output.Display))
            WriteLine(state.Output, line);
        if (evaluated > 0)
            WriteLine(state.Output, "entered alone it runs once and is small: it is then evaluated operation by operation, and kernels are made where it is part of more");
    }

    // Lines of tables are as wide as the window at most, and stay as they are.
    private static void WriteLine(ConsoleRunOutput output, string line)
    {
        if (line.Length > output.Display.Width)
            output.WriteWrapped(line);
        else
            output.WriteLine(line);
    }

    // A device times its own launches; the others have their kernels on the processor.
    private static RunResult Rehearse(PromptState state, ExaminedEntry examined, KernelProfile profile, Action<CompileRequest> asked)
    {
        if (state.Device.Current is DeviceBackend device)
        {
            device.Observer = profile;
            try
            {
                return state.Run.Rehearse(examined, Repetitions);
            }
            finally
            {
                device.Observer = null;
            }
        }

        using var backend = new CpuBackend(new CpuOptions(state.Device.Threads)) { Observer = profile };
        RunResult? result = null;
        state.Device.Lend(new ReportingBackend(backend, asked, static (_, _) => { }), () => result = state.Run.Rehearse(examined, Repetitions));
        return result!;
    }

    /// <summary>Shows the backward rules of a number.</summary>
    public static void ExplainGradient(PromptState state, string expression)
    {
        if (ValueCommands.Examine(state, ":grad", expression) is not { } examined)
            return;
        if (examined.Tensors is not [{ Type: { Rank: 0 } type } tensor] || !type.Element.IsFloat())
        {
            state.Complain($"this is {examined.Description}; a gradient is that of one number, such as a loss, a sum or a mean");
            return;
        }

        var names = state.Run.NamesOfValues;
        var targets = TargetsOf(tensor.Node, names);
        if (targets.IsEmpty)
        {
            state.Complain("it depends on no weight and on no named value, so there is nothing to differentiate it by");
            return;
        }

        var derivation = GradientExplanation.Explain(tensor.Node, targets, names);
        if (derivation.Problem is { } problem)
            state.Complain(problem);
        foreach (var line in derivation.Lines)
            state.Output.WriteLine(line.Type.Rank == 0 ? $"{line.Name} = {line.Expression}" : line.ToString());
    }

    /// <summary>Shows what a model has and computes.</summary>
    public static void Summarize(PromptState state, string expression)
    {
        ModelSummary? summary = null;
        string? problem = null;
        var look = ValueCommands.Examine(state, ":summary", expression, examined =>
            summary = examined.Model is { } model ? ModelSummarizer.Summarize(model, 1, null, out problem) : null);
        if (look is null)
            return;
        if (summary is null)
        {
            state.Complain(problem ?? $"this is {look.Description}; a summary is of a model whose inputs are known: from its signature, or because it was applied");
            return;
        }

        new SummaryReport(state.Terminal.Output, summary, ElementType.Float32).Write(MachineDescription.Here(), MachineRate.Measure(Environment.ProcessorCount), Accelerators.All[0]);
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

    // A last word that ends like a drawing's file is one, and so is one in quotes.
    private static (string Expression, string? File) SplitFile(string text)
    {
        var start = (text is [.., var quote and ('"' or '\'')] ? text.LastIndexOf(quote, text.Length - 2) : text.AsSpan().LastIndexOfAny(" \t\n") + 1);
        if (start <= 0)
            return (text, null);
        var file = HomePath.Expand(text[start..]);
        return Path.GetExtension(file).ToUpperInvariant() is ".SVG" or ".MMD" ? (text[..start].Trim(), file) : (text, null);
    }
}
