using Dsl.Language.Diagnostics;

namespace Dsl.Runtime.Execution;

/// <summary>Faults of a running script that no single kernel meets.</summary>
[DiagnosticCatalog]
public static class ExecutionErrors
{
    public static readonly DiagnosticDescriptor LossIsNotFinite =
        new("NN4010", DiagnosticSeverity.Error, "training met a number that is not finite");

    public static readonly DiagnosticDescriptor AssertionFailed =
        new("NN4011", DiagnosticSeverity.Error, "this assertion does not hold");

    public static readonly DiagnosticDescriptor SizeNotPossible =
        new("NN4012", DiagnosticSeverity.Error, "no tensor can have this size");

    public static readonly DiagnosticDescriptor EmptyPrompt =
        new("NN4040", DiagnosticSeverity.Error, "there is nothing to continue");

    public static readonly DiagnosticDescriptor NothingToTrain =
        new("NN4014", DiagnosticSeverity.Error, "training needs at least one step and one row a batch");
}
