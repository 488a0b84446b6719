using System.Collections.Immutable;
using System.Text;
using Dsl.Language.Diagnostics;
using Dsl.Language.Syntax;
using Dsl.Language.Text;
using Dsl.LanguageServer.Documents;
using Dsl.LanguageServer.Hosting;
using Dsl.LanguageServer.Protocol;
using Dsl.LanguageServer.Workspaces;

namespace Dsl.LanguageServer.Diagnostics;

/// <summary>Says the reports on a script in the words of the protocol.</summary>
internal static class DiagnosticTranslator
{
    /// <summary>The most reports on one document.</summary>
    public const int MostReports = 200;

    /// <summary>The scheme of the pages that explain codes.</summary>
    public const string PageScheme = "nn-errors";

    private const int MostRelated = 20;
    private const int Unnecessary = 1;

    /// <summary>The reports on a document, in the order of the text.</summary>
    public static ImmutableArray<ProtocolDiagnostic> Translate(
        ImmutableArray<Diagnostic> diagnostics, SyntaxTree tree, OpenDocument document, WorkspaceSnapshot snapshot, ClientFeatures client)
    {
        // Nobody who reads the library can change it.
        if (document.Source.IsLibrary)
            return [];
        var places = new Places(document, snapshot);
        var reports = ImmutableArray.CreateBuilder<ProtocolDiagnostic>(Math.Min(diagnostics.Length, MostReports + 1));
        foreach (var diagnostic in diagnostics.OrderBy(d => d.Location.Source == document.Source ? d.Location.Span.Start : 0).Take(MostReports))
            reports.Add(Translate(diagnostic, tree, document, places, client));
        if (diagnostics.Length > MostReports)
        {
            var end = document.Lines.PositionOf(0);
            reports.Add(new ProtocolDiagnostic(new ProtocolRange(end, end), $"{diagnostics.Length - MostReports} more reports are not shown")
            {
                Severity = ProtocolSeverity.Information,
                Source = "nn",
            });
        }

        return reports.ToImmutable();
    }

    private static ProtocolDiagnostic Translate(Diagnostic diagnostic, SyntaxTree tree, OpenDocument document, Places places, ClientFeatures client)
    {
        var isHere = diagnostic.Location.Source == document.Source;
        var range = isHere ? places.RangeOf(diagnostic.Location) : places.RangeOf(PlaceHere(diagnostic.Location, tree));
        return new ProtocolDiagnostic(range, Words(diagnostic, isHere, client))
        {
            Severity = diagnostic.Severity switch
            {
                DiagnosticSeverity.Error => ProtocolSeverity.Error,
                DiagnosticSeverity.Warning => ProtocolSeverity.Warning,
                _ => ProtocolSeverity.Information,
            },
            Code = diagnostic.Code,
            CodeDescription = new CodeDescription($"{PageScheme}:/{diagnostic.Code}.md"),
            Source = "nn",
            Tags = diagnostic.Code == "NN6003" ? [Unnecessary] : null,
            RelatedInformation = client.ShowsRelatedInformation ? Related(diagnostic, isHere, places) : null,
            Data = diagnostic.Fixes.IsEmpty ? null : new DiagnosticData([.. diagnostic.Fixes.Select(static f => f.Title)]),
        };
    }

    // What is wrong in an imported file is told where it is imported; what is wrong in the library, where it was called.
    private static SourceLocation PlaceHere(SourceLocation location, SyntaxTree tree)
    {
        for (var call = location.CalledFrom; call is not null; call = call.CalledFrom)
        {
            if (call.Source == tree.Source)
                return call;
        }

        var name = Path.GetFileName(location.Source.Path);
        var imports = tree.Root.Statements.OfType<ImportStatementSyntax>();
        var import = imports.FirstOrDefault(i => i.Path.ConstantValue is { } path && Path.GetFileName(path) == name) ?? imports.FirstOrDefault();
        return import?.Path.Location ?? new SourceLocation(tree.Source, new TextSpan(0, 0));
    }

    private static string Words(Diagnostic diagnostic, bool isHere, ClientFeatures client)
    {
        var text = new StringBuilder(diagnostic.Descriptor.Title);
        if (!isHere)
            text.Append(" (").Append(diagnostic.Location).Append(')');
        if (diagnostic.Message.Length > 0 && diagnostic.Message != diagnostic.Descriptor.Title)
            text.Append(": ").Append(diagnostic.Message);
        if (!client.ShowsRelatedInformation)
        {
            foreach (var annotation in diagnostic.Annotations.Take(MostRelated))
                text.Append("\n  ").Append(annotation.Location.Source.IsLibrary ? annotation.Location.ToString() : $"line {annotation.Location.LineNumber}").Append(": ").Append(annotation.Text);
        }

        foreach (var note in diagnostic.Notes)
            text.Append("\nnote: ").Append(note);
        foreach (var fix in diagnostic.Fixes)
            text.Append("\nhelp: ").Append(fix.Title);
        return text.ToString();
    }

    private static ImmutableArray<DiagnosticRelatedInformation>? Related(Diagnostic diagnostic, bool isHere, Places places)
    {
        var related = diagnostic.Annotations.Take(MostRelated).Select(a => new DiagnosticRelatedInformation(places.Of(a.Location), a.Text));
        if (!isHere)
            related = related.Prepend(new DiagnosticRelatedInformation(places.Of(diagnostic.Location), diagnostic.Descriptor.Title));
        return related.ToImmutableArray() is { IsEmpty: false } found ? found : null;
    }
}
