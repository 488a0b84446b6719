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

    public static readonly DiagnosticDescriptor DeviceFailed =
        new("NN4004", DiagnosticSeverity.Error, "the device that computes has failed");

    public static readonly DiagnosticDescriptor KernelRefused =
        new("NN4005", DiagnosticSeverity.Error, "the driver of the device refuses a kernel");
}
