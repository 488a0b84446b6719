using Dsl.Language.Diagnostics;

namespace Dsl.Language.Binding;

/// <summary>What runs and is almost certainly not meant. A comment <c># nn: allow NN6001</c> on its line, or at the top of the script, silences one.</summary>
[DiagnosticCatalog]
public static class LintWarnings
{
    public static readonly DiagnosticDescriptor SoftmaxBeforeCrossEntropy = Warning("NN6001", "softmax before cross_entropy");

    public static readonly DiagnosticDescriptor SigmoidBeforeCrossEntropy = Warning("NN6002", "sigmoid before binary_cross_entropy");

    public static readonly DiagnosticDescriptor UnreachedWeight = Warning("NN6003", "no loss reaches these weights");

    public static readonly DiagnosticDescriptor DropoutOnOutput = Warning("NN6004", "dropout on an output");

    public static readonly DiagnosticDescriptor UnshuffledClasses = Warning("NN6005", "training on sorted classes without shuffling");

    public static readonly DiagnosticDescriptor SeesTheFuture = Warning("NN6006", "attention sees what the model is to predict");

    public static readonly DiagnosticDescriptor BatchNormalizationOfOne = Warning("NN6007", "batch normalization over a single row");

    public static readonly DiagnosticDescriptor StateNeverUpdated = Warning("NN6008", "this state is never updated");

    public static readonly DiagnosticDescriptor AxisLikeNumber = Warning("NN6009", "this 0 is an axis");

    private static DiagnosticDescriptor Warning(string code, string title) => new(code, DiagnosticSeverity.Warning, title);
}
