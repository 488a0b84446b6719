using System.Collections.Immutable;
using Dsl.Language.Services.Analysis;
using Dsl.Language.Syntax;
using Dsl.Language.Text;

namespace Dsl.Language.Services.Symbols;

/// <summary>Finds where the name at a position is declared, which may be in the library's own text.</summary>
public static class DefinitionService
{
    /// <summary>The places of the declared name; the start of the file for the path of an import; none for what is built in.</summary>
    public static ImmutableArray<SourceLocation> At(ScriptAnalysis analysis, int position)
    {
        if (analysis.Symbols.At(position) is { } reference)
            return reference.Symbol.Declaration is { } place ? [place] : [];
        foreach (var import in analysis.Tree.Root.Statements.OfType<ImportStatementSyntax>())
        {
            if (import.Path.Span.Contains(position) && import.Path.ConstantValue is { } name && analysis.Files.Find(name, analysis.Source.Path).FullPath is { } path)
                return [new SourceLocation(new SourceText(path, ""), new TextSpan(0, 0))];
        }

        return [];
    }
}
