using System.Collections.Immutable;
using Dsl.Language.Diagnostics;
using Dsl.Language.Programs;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Reports;

namespace Dsl.Runtime.Scripts;

/// <summary>Draws curves, histograms and pictures. Each returns null, or the fault that ends the run.</summary>
internal static class DrawingActions
{
    // Computations of an action: what it draws, and what its texts hold.
    private const int TextPart = 1;

    public static Diagnostic? Plot(RunContext context, PlotAction action)
    {
        var computation = context.Computation(action, [.. action.Series.Select(static s => s.Values)]);
        if (context.Run(computation) is { } fault)
            return fault;
        var series = action.Series.Select((s, i) => (s.Label, computation.Output(i).ToDoubles())).ToImmutableArray();
        if (Options(context, action, action.Settings, out var options) is { } textFault)
            return textFault;
        context.Options.Recorder?.Plot(series, options);
        var drawing = new ChartDrawing(options.Title ?? "", options.XLabel ?? "", options.YLabel ?? "", options.IsLogarithmic, series);
        context.Options.Output.Draw(drawing, CurvePlot.Draw(series, context.Options.Output.Display, options));
        return null;
    }

    public static Diagnostic? Histogram(RunContext context, HistogramAction action)
    {
        if (Options(context, action, action.Settings, out var options) is { } textFault)
            return textFault;
        var computation = context.Computation(action, [action.Values]);
        if (context.Run(computation) is { } fault)
            return fault;
        context.Options.Recorder?.Histogram(computation.Output(0), action.Label, action.Bins ?? HistogramPlot.UsualBins, options);
        Write(context, HistogramPlot.Draw(computation.Output(0), action.Label, action.Bins ?? HistogramPlot.UsualBins, context.Options.Output.Display, options));
        return null;
    }

    public static Diagnostic? Show(RunContext context, ShowAction action)
    {
        if (action.Value is not NodeValue { Node: var node })
        {
            if (ValuePrinter.Print(context, action, [action.Value], out var texts) is { } printFault)
                return printFault;
            context.Output.WriteLine(texts[0]);
            return null;
        }

        var computation = context.Computation(action, [node]);
        if (context.Run(computation) is { } fault)
            return fault;
        context.Options.Recorder?.Show(computation.Output(0), action.Size, action.IsTable);
        var value = computation.Output(0);
        var lines = ValuePicture.Draw(value, context.Options.Output.Display, action.Size, action.IsTable);
        if (ValuePicture.IsPicture(value, action.Size, action.IsTable))
            context.Options.Output.Draw(new PictureDrawing(action.Location.Text, value, action.Size), lines);
        else
            Write(context, lines);
        return null;
    }

    private static Diagnostic? Options(RunContext context, ScriptAction action, ChartSettings settings, out ChartOptions options)
    {
        options = new ChartOptions(IsLogarithmic: settings.IsLogarithmic);
        ImmutableArray<ProgramValue?> given = [settings.Title, settings.XLabel, settings.YLabel];
        if (given.All(static text => text is null))
            return null;
        if (ValuePrinter.Print(context, action, [.. given.OfType<ProgramValue>()], out var texts, TextPart) is { } fault)
            return fault;
        var next = 0;
        var written = given.Select(text => text is null ? null : texts[next++]).ToArray();
        options = options with { Title = written[0], XLabel = written[1], YLabel = written[2] };
        return null;
    }

    private static void Write(RunContext context, ImmutableArray<string> lines)
    {
        foreach (var line in lines)
            context.Options.Output.WriteLine(line);
    }
}
