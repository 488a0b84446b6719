using System.Text;
using Dsl.Language.Services.Symbols;

namespace Dsl.Architecture.Tests;

/// <summary>Everything that a script can call, and everything that can be wrong with one, stands on a page.</summary>
public class IndexPageTests
{
    private const string LibraryFolder = "../src/Language/Library/";

    private static readonly (SymbolKind Kind, string Title)[] BuiltIn =
    [
        (SymbolKind.Unit, "Training, showing, asking"), (SymbolKind.DataFunction, "Data"), (SymbolKind.Operator, "Operators"), (SymbolKind.ElementType, "Types of elements"),
        (SymbolKind.Constant, "Constants"),
    ];

    private static readonly (string Range, string Title)[] Stages =
    [
        ("NN1", "Writing"), ("NN2", "Names and declarations"), ("NN3", "Shapes and types"), ("NN4", "Running"), ("NN5", "Data and files"), ("NN6", "Warnings"),
    ];

    [Fact]
    public void EveryFunctionIsOnThePageOfFunctions()
    {
        var page = new StringBuilder(
            """
            # Functions

            All that a script can call, with what it takes and what it is for. `?name` at the prompt, and the pointer on a name in an editor, tell the same with an example; [language.md](language.md) tells how
            it is used. What ends in `: ...` may be left out. This page is made of the declarations themselves.


            """.ReplaceLineEndings("\n"));
        foreach (var (kind, title) in BuiltIn)
        {
            page.Append($"## {title}\n\n");
            foreach (var symbol in BuiltInSymbols.All.Where(s => s.Kind == kind))
            {
                page.Append($"- `{symbol.Signature}`: {FirstParagraph(symbol)}\n");
                foreach (var parameter in BuiltInSymbols.Parameters(symbol))
                    page.Append($"  - `{parameter.Name}`: {parameter.Documentation}\n");
            }

            page.Append('\n');
        }

        page.Append("## The library\n\nWritten in nn itself: a click on the name of a file shows how.\n");
        foreach (var file in LibrarySymbols.All.GroupBy(static s => s.Declaration!.Source.Path))
        {
            var name = file.Key.Split(':', '/')[^1];
            page.Append($"\n### [{name}]({LibraryFolder}{name})\n\n");
            foreach (var symbol in file)
                page.Append($"- `{symbol.Signature}`: {FirstParagraph(symbol)}\n");
        }

        IndexPage.AssertIs("docs/functions.md", page);
    }

    [Fact]
    public void EveryDiagnosticIsOnThePageOfErrors()
    {
        var page = new StringBuilder(
            """
            # Errors and warnings

            Each has a page with an example and how to mend it, which `nn explain NN3001` shows too. This page is made of the catalogues.

            """.ReplaceLineEndings("\n"));
        var all = DiagnosticCatalogs.Types().SelectMany(DiagnosticCatalogs.Of).OrderBy(static d => d.Code, StringComparer.Ordinal).ToList();
        foreach (var (range, title) in Stages)
        {
            page.Append($"\n## {title}\n\n");
            foreach (var found in all.Where(d => d.Code.StartsWith(range, StringComparison.Ordinal)))
                page.Append($"- [{found.Code}](errors/{found.Code}.md): {found.Title}\n");
        }

        IndexPage.AssertIs("docs/errors.md", page);
    }

    private static string FirstParagraph(Symbol symbol) => (symbol.Documentation ?? "").Split("\n\n")[0].Replace('\n', ' ').Trim();
}
