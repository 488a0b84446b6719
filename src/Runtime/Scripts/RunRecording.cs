using System.Collections.Immutable;
using System.Diagnostics;
using Dsl.Language.Data;
using Dsl.Language.Diagnostics;
using Dsl.Language.Graph;
using Dsl.Language.Programs;
using Dsl.Language.Text;
using Dsl.Runtime.Reports;

namespace Dsl.Runtime.Scripts;

/// <summary>Tells a report of trainings and measures.</summary>
internal static class RunRecording
{
    private const int LongestStatement = 120;

    /// <summary>Trains, and tells what was recorded.</summary>
    public static Diagnostic? Train(RunContext context, TrainAction action, Func<Diagnostic?> train)
    {
        if (context.Options.Recorder is not { } recorder)
            return train();
        var started = Stopwatch.GetTimestamp();
        var fault = train();
        var results = action.Results;
        if (fault is not null || !context.Environment.TryGetInput(results.Steps, out var steps))
            return fault;
        var curves = ImmutableArray.CreateBuilder<RecordedCurve>();
        Add("loss", results.Loss);
        if (results.ValidationLoss is { } validation)
            Add("validation loss", validation);
        for (var i = 0; i < results.Metrics.Length; i++)
            Add(action.Step.Metrics[i].Name, results.Metrics[i]);
        for (var i = 0; i < results.ValidationMetrics.Length; i++)
            Add($"validation {action.Validation!.Outputs[i + 1].Name}", results.ValidationMetrics[i]);
        recorder.Train(new RecordedTraining(
            action.Location.LineNumber, StatementAt(action.Location), curves.ToImmutable(), (long)steps.GetDouble(0), Stopwatch.GetElapsedTime(started)));
        return null;

        void Add(string label, GraphInput input)
        {
            if (context.Environment.TryGetInput(input, out var tensor))
                curves.Add(new RecordedCurve(label, [.. tensor.ToDoubles()]));
        }
    }

    /// <summary>Tells what an evaluation has supplied.</summary>
    public static void Measure(RunContext context, EvaluateAction action)
    {
        if (context.Options.Recorder is not { } recorder)
            return;
        ImmutableArray<string> classes = action.Evaluation.Data.Type is DataSetType { Classes: { IsDefault: false } names } ? names : [];
        for (var i = 0; i < action.Results.Length; i++)
            recorder.Measure(action.Location.LineNumber, StatementAt(action.Location), NameOf(action.Evaluation.Outputs[i]), context.Environment.Input(action.Results[i]), classes, isAsked: i == 0);
    }

    // The library's function of a batch has the shorter name.
    private static string NameOf(EvaluationOutput output) => output.Name == "correct" ? "accuracy" : output.Name;

    private static string StatementAt(SourceLocation location)
    {
        var line = string.Join(' ', location.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= LongestStatement ? line : $"{line[..LongestStatement]}...";
    }
}
