using Dsl.Language.Graph;
using Dsl.Language.Programs;
using Dsl.Runtime.Storage;

namespace Dsl.Runtime.Training;

/// <summary>A checksum of what a training computes, by which a checkpoint of a changed script is recognised.</summary>
internal static class TrainingFingerprint
{
    /// <summary>The checksum of the step's graph, the portions and the data's size.</summary>
    public static string Of(TrainAction action, TrainingPlan plan)
    {
        var checksum = new ContentChecksum();
        var step = action.Step;
        var values = step.Metrics.Select(static m => m.Value).Prepend(step.Loss);
        if (step.Accumulation is { } accumulation)
            values = values.Concat(accumulation.Sums.Concat(accumulation.StateWrites).Select(static a => a.Value));
        checksum.Add(GraphPrinter.Print([.. values, .. step.Updates.Select(static u => u.Value)]));
        checksum.Add($"{plan.Rows} {plan.Batch} {plan.StepRows} {plan.TotalSteps} {plan.RecordEvery} {action.Settings.Shuffle} {action.Settings.EvaluateBatches}");
        return checksum.ToString();
    }
}
