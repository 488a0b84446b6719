using System.Collections.Immutable;
using Dsl.Language.Binding.Training;
using Dsl.Language.Binding.Units;
using Dsl.Language.Binding.Values;
using Dsl.Language.Diagnostics;
using Dsl.Language.Graph;
using Dsl.Language.Programs;
using Dsl.Language.Types;

namespace Dsl.Language.Binding.Lints;

/// <summary>Finds what is wrong with a training although it runs. Each finding is certain: where one could be meant, nothing is said.</summary>
internal static class TrainingLints
{
    /// <summary>Reports what is found.</summary>
    /// <param name="call">The call of <c>train</c>.</param>
    /// <param name="batch">What it trains on.</param>
    /// <param name="loss">Its loss.</param>
    /// <param name="output">The model's output while training; null when the loss takes the batch.</param>
    /// <param name="settings">How long and in which portions.</param>
    public static void Check(UnitCall call, TrainingBatch batch, CallableValue loss, Node? output, TrainingSettings settings)
    {
        var applications = call.Elaborator.Applications;
        CheckOrder(call, batch, settings);
        CheckNormalization(call, batch, settings, applications);

        // A loss of the script's own may do anything with the output before it is compared.
        if (output is null || loss is not FunctionValue { Declaration: var declaration } || !Elaborator.IsLibrary(declaration.Source))
            return;
        CheckDropout(call, output, applications);
        if (loss.Name == "cross_entropy" && batch.Type.PredictsNext)
            CheckFuture(call, batch, output, applications);
    }

    private static void CheckOrder(UnitCall call, TrainingBatch batch, TrainingSettings settings)
    {
        if (settings.Shuffle || !batch.Type.IsGroupedByClass || call.Find("shuffle") is not { } shuffle || settings.BatchSize is not { } size || batch.Type.Rows.ConstantValue is not { } rows)
            return;

        // Groups must be long beside a batch; with fewer rows a batch may well hold every class.
        if (batch.Type.Classes.Length < 2 || rows < 2 * size * batch.Type.Classes.Length)
            return;
        call.Elaborator.Report(
            new Diagnostic(LintWarnings.UnshuffledClasses, shuffle.Location, $"the rows of {batch.Type.Description} are sorted by class, so that most batches of {size} hold a single class")
            {
                Notes = ["each batch then pulls towards its own class, and the last one wins"],
                Fixes = shuffle.Location.Text == "false" ? [new DiagnosticFix("shuffle", [new TextEdit(shuffle.Location, "true")])] : [],
            },
            call.Frame);
    }

    private static void CheckNormalization(UnitCall call, TrainingBatch batch, TrainingSettings settings, NamedApplications applications)
    {
        if (settings.BatchSize != 1 || call.Find("batch") is not { } size)
            return;
        var rows = Dimension.Of(batch.Size);
        var applied = applications.All.FirstOrDefault(a => a.Name == "batchnorm" && a.Inputs is [{ Shape: { Rank: 2 } shape }, ..] && shape[0].Size.Equals(rows));
        if (applied is null)
            return;
        call.Elaborator.Report(
            new Diagnostic(LintWarnings.BatchNormalizationOfOne, size.Location, "batch normalization over a batch of one row gives 0 for every feature, whatever the row is")
            {
                Annotations = [new DiagnosticAnnotation(applied.ScriptLocation(), "normalizes over the batch")],
                Fixes = size.Location.Text == "1" ? [new DiagnosticFix("take batches of 16 rows", [new TextEdit(size.Location, "16")])] : [],
            },
            call.Frame);
    }

    private static void CheckDropout(UnitCall call, Node output, NamedApplications applications)
    {
        // Where nothing is dropped, its result is its input.
        if (!applications.TryFind(output, out var applied) || applied.Name != "dropout" || applied.Result.Operator.Name != "where" || Elaborator.IsLibrary(applied.Site.Source))
            return;
        call.Elaborator.Report(
            new Diagnostic(LintWarnings.DropoutOnOutput, ApplicationRemoval.NameLocation(applied.Site), "dropout is the last step of the model, so that outputs themselves are set to 0 while it trains")
            {
                Notes = ["the loss then compares zeros with the targets; dropout belongs before the last layer"],
                Fixes = ApplicationRemoval.Remove(applied.Site, "dropout"),
            },
            call.Frame);
    }

    private static void CheckFuture(UnitCall call, TrainingBatch batch, Node output, NamedApplications applications)
    {
        var tokens = batch.Nodes.First(static n => n.Name == "x").Node;
        if (output.Shape.Rank != 3 || tokens.Shape.Rank != 2 || !output.Shape[1].Size.Equals(tokens.Shape[1].Size))
            return;
        if (UnmaskedAttention.Find(output, tokens, applications) is not { } applied)
            return;
        var location = applied.ScriptLocation();
        var isOwn = location == applied.Site.Location;
        var causal = location.Text.IndexOf("causal: false", StringComparison.Ordinal);
        var fixes = isOwn ? ApplicationRemoval.PutBefore(applied.Site, "mask_future", "hide what comes later")
            : causal < 0 ? []
            : ImmutableArray.Create(new DiagnosticFix("hide what comes later", [new TextEdit(new(location.Source, new(location.Span.Start + causal, "causal: false".Length)), "causal: true")]));
        call.Elaborator.Report(
            new Diagnostic(
                LintWarnings.SeesTheFuture, isOwn ? ApplicationRemoval.NameLocation(applied.Site) : location,
                $"each position attends to all {tokens.Shape[1].Size} positions, also to the next one, which is what it is to predict")
            {
                Notes = ["such a model learns to copy: its loss falls to almost nothing, and it cannot write"],
                Fixes = fixes,
            },
            call.Frame);
    }
}
