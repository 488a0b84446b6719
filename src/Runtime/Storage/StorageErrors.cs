using Dsl.Language.Diagnostics;

namespace Dsl.Runtime.Storage;

/// <summary>What can go wrong when weights are stored or read.</summary>
[DiagnosticCatalog]
public static class StorageErrors
{
    public static readonly DiagnosticDescriptor CannotAccess = new("NN5050", DiagnosticSeverity.Error, "the weights file cannot be accessed");
    public static readonly DiagnosticDescriptor DamagedFile = new("NN5051", DiagnosticSeverity.Error, "this is not a sound safetensors file");
    public static readonly DiagnosticDescriptor DoesNotFit = new("NN5052", DiagnosticSeverity.Error, "the stored weights do not fit the network");
    public static readonly DiagnosticDescriptor DuplicateName = new("NN5053", DiagnosticSeverity.Error, "two tensors would be stored under one name");
    public static readonly DiagnosticDescriptor NotACheckpoint = new("NN5054", DiagnosticSeverity.Error, "the training cannot be continued from this");
}
