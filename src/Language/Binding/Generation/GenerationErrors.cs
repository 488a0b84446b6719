using Dsl.Language.Diagnostics;

namespace Dsl.Language.Binding.Generation;

/// <summary>Mistakes in what <c>generate</c> is given.</summary>
[DiagnosticCatalog]
public static class GenerationErrors
{
    public static readonly DiagnosticDescriptor NoTokenizer = new("NN2030", DiagnosticSeverity.Error, "text needs a tokenizer");
    public static readonly DiagnosticDescriptor NotAModelOfSequences = new("NN2031", DiagnosticSeverity.Error, "this model does not continue sequences");
}
