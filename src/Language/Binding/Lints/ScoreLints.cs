using Dsl.Language.Diagnostics;
using Dsl.Language.Graph;

namespace Dsl.Language.Binding.Lints;

/// <summary>Finds losses of scores that are given probabilities: their own softmax or sigmoid is then applied to the result of another.</summary>
internal static class ScoreLints
{
    /// <summary>What is wrong with the input of a loss of the library, or null.</summary>
    public static Diagnostic? Check(string loss, Node output, NamedApplications applications)
    {
        var (activation, descriptor) = loss switch
        {
            "cross_entropy" => ("softmax", LintWarnings.SoftmaxBeforeCrossEntropy),
            "binary_cross_entropy" => ("sigmoid", LintWarnings.SigmoidBeforeCrossEntropy),
            _ => (null, null),
        };
        if (descriptor is null || !applications.TryFind(output, out var applied) || applied.Name != activation || Elaborator.IsLibrary(applied.Site.Source))
            return null;
        return new Diagnostic(
            descriptor, ApplicationRemoval.NameLocation(applied.Site),
            $"`{loss}` takes scores and applies {activation} itself; what it gets here are already probabilities")
        {
            Notes = [$"applied twice, {activation} flattens the differences between outputs, and the gradients with them: it trains slowly and ends at a loss that is too high"],
            Fixes = ApplicationRemoval.Remove(applied.Site, activation!),
        };
    }
}
