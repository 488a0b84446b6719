using Dsl.Language.Diagnostics;

namespace Dsl.Runtime.Export;

/// <summary>What can go wrong when a model is written for other programs.</summary>
[DiagnosticCatalog]
public static class ExportErrors
{
    public static readonly DiagnosticDescriptor HasNoForm = new("NN5055", DiagnosticSeverity.Error, "the model cannot be said in ONNX");
}
