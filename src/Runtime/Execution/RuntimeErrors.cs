using Dsl.Language.Diagnostics;

namespace Dsl.Runtime.Execution;

/// <summary>Faults that kernels and compiled programs report.</summary>
[DiagnosticCatalog]
public static class RuntimeErrors
{
    public static readonly DiagnosticDescriptor IndexOutOfRange =
        new("NN4001", DiagnosticSeverity.Error, "index out of range");

    public static readonly DiagnosticDescriptor SingularSystem =
        new("NN4002", DiagnosticSeverity.Error, "this system of equations has no single solution");

    public static readonly DiagnosticDescriptor OutOfMemory =
        new("NN4003", DiagnosticSeverity.Error, "this computation needs more memory than the machine has");
}
