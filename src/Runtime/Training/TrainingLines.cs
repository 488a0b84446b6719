using System.Collections.Immutable;
using System.Text;
using Dsl.Language.Programs;
using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Training;

/// <summary>The lines that a training writes: what was recorded, never how long it took, so that two runs write the same.</summary>
internal static class TrainingLines
{
    private const int MostLines = 20;
    private const int Digits = 4;

    /// <summary>Whether the record of that number is written where nobody watches: about twenty in all, and the last.</summary>
    public static bool Writes(TrainingPlan plan, long record)
    {
        var every = (plan.Records + MostLines - 1) / MostLines;
        return record == 1 || record % every == 0 || record == plan.Records;
    }

    /// <summary><c>epoch 3/10: loss 0.4312, validation loss 0.4501</c>.</summary>
    /// <param name="numberText">Writes a number with so many significant digits.</param>
    public static string Describe(TrainAction action, TrainingPlan plan, long steps, TrainingCurves curves, Func<double, int, string> numberText)
    {
        var line = new StringBuilder();
        if (plan.TotalEpochs is { } epochs)
            line.Append("epoch ").Append((steps + plan.StepsPerEpoch - 1) / plan.StepsPerEpoch).Append('/').Append(epochs);
        else
            line.Append("step ").Append(steps).Append('/').Append(plan.TotalSteps);
        var separator = ": ";
        foreach (var (name, value) in Figures(action, curves))
        {
            line.Append(separator).Append(name).Append(' ').Append(numberText(value, Digits));
            separator = ", ";
        }

        return line.ToString();
    }

    /// <summary>The figures of the last record by their names, in the order in which they are written.</summary>
    public static ImmutableArray<TrainingFigure> Figures(TrainAction action, TrainingCurves curves)
    {
        var figures = ImmutableArray.CreateBuilder<TrainingFigure>();
        figures.Add(new TrainingFigure("loss", curves.LastLoss));
        for (var i = 0; i < action.Step.Metrics.Length; i++)
            figures.Add(new TrainingFigure(action.Step.Metrics[i].Name, curves.LastMetric(i)));
        for (var i = 0; i < (action.Validation?.Outputs.Length ?? 0); i++)
            figures.Add(new TrainingFigure($"validation {(i == 0 ? "loss" : action.Validation!.Outputs[i].Name)}", curves.LastValidation(i)));
        return figures.DrainToImmutable();
    }
}
