using System.Collections.Immutable;
using Dsl.Language.Diagnostics;
using Dsl.Language.Text;

namespace Dsl.Language.Syntax;

/// <summary>Collects what lexer and parser report, up to <see cref="SyntaxLimits.Diagnostics"/>.</summary>
internal sealed class SyntaxDiagnosticSink(SourceText source)
{
    private readonly DiagnosticBag bag = new();

    public void Report(DiagnosticDescriptor descriptor, TextSpan span, string message, params ReadOnlySpan<DiagnosticFix> fixes)
    {
        if (bag.Count < SyntaxLimits.Diagnostics)
            bag.Add(new Diagnostic(descriptor, new SourceLocation(source, span), message) { Fixes = [.. fixes] });
    }

    /// <summary>Reports with a remark at another place.</summary>
    public void ReportWithRemark(DiagnosticDescriptor descriptor, TextSpan span, string message, TextSpan remarkSpan, string remark)
    {
        if (bag.Count < SyntaxLimits.Diagnostics)
        {
            bag.Add(new Diagnostic(descriptor, new SourceLocation(source, span), message)
            {
                Annotations = [new DiagnosticAnnotation(new SourceLocation(source, remarkSpan), remark)],
            });
        }
    }

    public DiagnosticFix Replace(string title, TextSpan span, string newText) =>
        new(title, [new TextEdit(new SourceLocation(source, span), newText)]);

    /// <summary>All reports in the order of the text.</summary>
    public ImmutableArray<Diagnostic> ToImmutable() => [.. bag.ToImmutable().OrderBy(static d => d.Location.Span.Start)];
}
