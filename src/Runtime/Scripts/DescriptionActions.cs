using Dsl.Language.Binding.Descriptions;
using Dsl.Language.Diagnostics;
using Dsl.Language.Services.Drawings;
using Dsl.Language.Services.Summaries;
using Dsl.Language.Types;
using Dsl.Runtime.Reports;

namespace Dsl.Runtime.Scripts;

/// <summary>Prints models as tables and networks as text, which the same services make for the prompt, the editor and the command line.</summary>
internal static class DescriptionActions
{
    /// <summary>Prints layers and weights; where layers cannot be told, the weights and the reason.</summary>
    public static Diagnostic? Summarize(RunContext context, SummaryAction action)
    {
        var problem = Unapplied;
        var summary = action.Model.Outputs.IsEmpty ? null : ModelSummarizer.Summarize(action.Model, 1, null, out problem);
        var lines = summary is not null
            ? ModelTable.Lines(summary, ElementType.Float32)
            : action.Model.Instance.Root != action.Model.Instance ? [$"{action.Model.Name}:", string.Empty, .. ModelTable.Weights(ModelSummarizer.WeightsOf(action.Model))]
            : [$"{action.Model.Name}: {problem}", string.Empty, .. ModelTable.Weights(ModelSummarizer.WeightsOf(action.Model))];
        context.Output.WriteLine(string.Join('\n', lines));
        return null;
    }

    /// <summary>Prints a drawing as text.</summary>
    public static Diagnostic? Draw(RunContext context, GraphAction action)
    {
        var text = action.Model is not { } model ? TextDrawing.Write(NetworkDrawer.Draw(action.Name, action.Values))
            : model.Outputs.IsEmpty ? $"{action.Name}: {Unapplied}"
            : TextDrawing.Write(NetworkDrawer.Draw(model));
        context.Output.WriteLine(text.TrimEnd('\n'));
        return null;
    }

    private const string Unapplied = "its layers are not known, since their shapes follow from inputs, and it has not been applied to any";
}
