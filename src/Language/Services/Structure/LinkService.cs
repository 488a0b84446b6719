using System.Collections.Immutable;
using Dsl.Language.Services.Analysis;
using Dsl.Language.Syntax;
using Dsl.Language.Text;

namespace Dsl.Language.Services.Structure;

/// <summary>Finds the names of files in a script that are there: imports, data, stored weights.</summary>
public static class LinkService
{
    private const int MostLinks = 500;

    /// <summary>The links in the order of the text.</summary>
    public static ImmutableArray<DocumentLink> Of(ScriptAnalysis analysis) => Of(analysis.Tree, analysis.Files);

    /// <summary>The links in the order of the text.</summary>
    /// <param name="tree">The script.</param>
    /// <param name="files">Where files are looked for.</param>
    public static ImmutableArray<DocumentLink> Of(SyntaxTree tree, IFileSource files)
    {
        var links = ImmutableArray.CreateBuilder<DocumentLink>();
        foreach (var node in tree.Root.DescendantNodesAndSelf())
        {
            if (links.Count >= MostLinks)
                break;
            if (node is ImportStatementSyntax import)
                Add(import.Path);
            else if (node is CallSyntax { Callee: NameSyntax callee } call)
                AddArguments(call, callee.Name);
        }

        return links.DrainToImmutable();

        void AddArguments(CallSyntax call, string callee)
        {
            foreach (var argument in call.Arguments)
            {
                if (argument.Value is StringLiteralSyntax text && FileArguments.ParameterOf(call, argument, isPiped: false) is { } parameter
                    && FileArguments.IsFile(callee, parameter))
                {
                    Add(text);
                }
            }
        }

        void Add(StringLiteralSyntax text)
        {
            if (text.ConstantValue is { Length: > 0 } name && files.Find(name, tree.Source.Path).FullPath is { } path)
                links.Add(new DocumentLink(TextSpan.FromBounds(text.StartQuote.Span.End, text.EndQuote.Span.Start), path));
        }
    }
}
