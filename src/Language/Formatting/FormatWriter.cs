using System.Collections.Immutable;
using Dsl.Language.Syntax;

namespace Dsl.Language.Formatting;

/// <summary>Walks a tree without errors and writes its tokens line by line.</summary>
internal sealed class FormatWriter
{
    /// <summary>Spaces for one level.</summary>
    public const int IndentationWidth = 2;

    private readonly List<FormattedLine> lines = [];
    private readonly List<FormatScope> scopes = [];
    private readonly Dictionary<SyntaxToken, int> lineIndentations = [];
    private SyntaxToken? previous;
    private SyntaxNode? previousParent;
    private bool inSquareBrackets;
    private bool breakBeforeNext;

    public string Write(CompilationUnitSyntax root)
    {
        foreach (var child in root.Children)
        {
            if (child is SyntaxNode statement)
                VisitScoped(statement);
            else
                WriteToken((SyntaxToken)child, root);
        }

        return FormattedText.Join(lines);
    }

    private void VisitScoped(SyntaxNode node)
    {
        scopes.Add(new FormatScope());
        Visit(node);
        scopes.RemoveAt(scopes.Count - 1);
    }

    private void Visit(SyntaxNode node)
    {
        if (node is BlockSyntax block)
        {
            WriteToken(block.Open, block);
            VisitBlockContent(block, lineIndentations[block.Open]);
            return;
        }

        if (HasBrackets(node))
        {
            VisitBrackets(node);
        }
        else
        {
            foreach (var child in node.Children)
                VisitChild(child, node);
        }
    }

    private void VisitChild(SyntaxElement child, SyntaxNode parent)
    {
        switch (child)
        {
            case SyntaxToken { Kind: SyntaxKind.ElseKeyword } keyword:
                WriteToken(keyword, parent, lineIndentations[parent.FirstToken], isJoined: true);
                break;
            case SyntaxToken { Kind: SyntaxKind.ArrowToken } arrow when parent is ModelDeclarationSyntax or FunctionDeclarationSyntax:
                WriteToken(arrow, parent, lineIndentations[parent.FirstToken] + (2 * IndentationWidth));
                break;
            case SyntaxToken token:
                WriteToken(token, parent);
                break;
            case BlockSyntax block when previous is not null && parent is not (BlockSyntax or ExpressionStatementSyntax):
                VisitOwnedBlock(block, parent);
                break;
            case ParameterListSyntax list when IsSecondList(list, parent):
                VisitSecondList(list, parent);
                break;
            default:
                Visit((SyntaxNode)child);
                break;
        }
    }

    private static bool IsSecondList(ParameterListSyntax list, SyntaxNode parent) =>
        (parent as ModelDeclarationSyntax)?.Inputs == list || (parent as OptimizerDeclarationSyntax)?.Inputs == list;

    private void VisitSecondList(ParameterListSyntax list, SyntaxNode parent)
    {
        WriteToken(list.Open, list, lineIndentations[parent.FirstToken] + (2 * IndentationWidth), isSpaced: true);
        VisitBracketContent(list);
    }

    /// <summary>A block on the line of its head, indented from the line at which its owner begins.</summary>
    private void VisitOwnedBlock(BlockSyntax block, SyntaxNode parent)
    {
        var isBody = parent is not (ArgumentSyntax or BinarySyntax or PipeSyntax or UnarySyntax) && previous!.Kind != SyntaxKind.EqualsToken;
        var ownerIndentation = lineIndentations.GetValueOrDefault(parent.FirstToken);
        if (!isBody)
        {
            Visit(block);
            return;
        }

        WriteToken(block.Open, block, ownerIndentation, isJoined: true);
        VisitBlockContent(block, ownerIndentation);
    }

    private void VisitBlockContent(BlockSyntax block, int ownerIndentation)
    {
        var scope = new FormatScope { LineIndentation = ownerIndentation };
        scopes.Add(scope);
        var wasInSquareBrackets = inSquareBrackets;
        inSquareBrackets = false;
        var isBroken = SpansLines(block);
        var isFirst = true;
        for (var i = 1; i < block.Children.Length - 1; i++)
        {
            if (block.Children[i] is SyntaxToken semicolon)
            {
                WriteToken(semicolon, block, isBroken: isBroken && isFirst);
            }
            else
            {
                breakBeforeNext = isBroken && isFirst;
                VisitScoped((SyntaxNode)block.Children[i]);
            }

            isFirst = false;
        }

        WriteToken(block.Close, block, scope.LineIndentation, isBroken: isBroken);
        scopes.RemoveAt(scopes.Count - 1);
        inSquareBrackets = wasInSquareBrackets;
    }

    private static bool SpansLines(BlockSyntax block)
    {
        for (var i = 0; i < block.Children.Length - 1; i++)
        {
            var element = block.Children[i];
            while (element is SyntaxNode node)
                element = node.Children[^1];
            if (HasLineBreak(((SyntaxToken)element).TrailingTrivia))
                return true;
        }

        return HasLineBreak(block.Close.LeadingTrivia);
    }

    private static bool HasLineBreak(ImmutableArray<SyntaxTrivia> trivia)
    {
        foreach (var item in trivia)
        {
            if (item.Kind == SyntaxKind.NewlineTrivia)
                return true;
        }

        return false;
    }

    private static bool HasBrackets(SyntaxNode node) =>
        node is CallSyntax or IndexSyntax or ParenthesizedSyntax or TupleSyntax or RecordSyntax or ListSyntax or ShapeSyntax
            or ParameterListSyntax or LambdaSyntax { Open: not null };

    private void VisitBrackets(SyntaxNode node)
    {
        if (node is CallSyntax or IndexSyntax)
            Visit((SyntaxNode)node.Children[0]);
        var open = node.Children[node is CallSyntax or IndexSyntax ? 1 : 0];
        WriteToken((SyntaxToken)open, node);
        VisitBracketContent(node);
    }

    /// <summary>What follows the opening bracket of a node: its elements, the closing bracket, and a lambda's body.</summary>
    private void VisitBracketContent(SyntaxNode node)
    {
        var scope = new FormatScope { LineIndentation = lineIndentations[previous!] };
        scopes.Add(scope);
        var wasInSquareBrackets = inSquareBrackets;
        if (node is not ParenthesizedSyntax)
            inSquareBrackets = node is ShapeSyntax or ListSyntax or IndexSyntax;
        var i = node is CallSyntax or IndexSyntax ? 2 : 1;
        for (; node.Children[i].Kind is not (SyntaxKind.CloseParenthesisToken or SyntaxKind.CloseBracketToken); i++)
        {
            if (node.Children[i] is SyntaxToken separator)
                WriteToken(separator, node);
            else
                VisitScoped((SyntaxNode)node.Children[i]);
        }

        WriteToken((SyntaxToken)node.Children[i], node, scope.LineIndentation);
        scopes.RemoveAt(scopes.Count - 1);
        inSquareBrackets = wasInSquareBrackets;
        for (i++; i < node.Children.Length; i++)
            VisitChild(node.Children[i], node);
    }

    /// <summary>Writes the comments before a token and the token.</summary>
    /// <param name="token">The token.</param>
    /// <param name="parent">The node it belongs to.</param>
    /// <param name="indentation">Its indentation where it begins a line; by default that of the scope around it.</param>
    /// <param name="isJoined">Whether a line break before it is taken out, unless a comment needs it.</param>
    /// <param name="isBroken">Whether a line break is put before it.</param>
    /// <param name="isSpaced">Whether a space stands before it in any case.</param>
    private void WriteToken(
        SyntaxToken token,
        SyntaxNode parent,
        int? indentation = null,
        bool isJoined = false,
        bool isBroken = false,
        bool isSpaced = false)
    {
        isBroken |= breakBeforeNext;
        breakBeforeNext = false;
        var isClosing = SyntaxFacts.IsClosing(token.Kind) || token.Kind == SyntaxKind.EndOfFileToken;
        var outer = ScopeIndentation();
        var lineBreaks = 0;
        var needsBreak = lines.Count == 0;
        if (previous is not null)
            WriteComments(previous.TrailingTrivia, outer, ref lineBreaks, ref needsBreak);
        WriteComments(token.LeadingTrivia, isClosing ? outer : indentation ?? outer, ref lineBreaks, ref needsBreak);
        if (token.Kind == SyntaxKind.EndOfFileToken)
            return;
        if (needsBreak || isBroken || (lineBreaks > 0 && !isJoined))
            BeginLine(indentation ?? outer, withBlank: lineBreaks > 1 && !isClosing);
        else if (isSpaced || TokenSpacing.IsSpaced(previous!, previousParent!, token, parent, inSquareBrackets))
            lines[^1].Code.Append(' ');
        lines[^1].Code.Append(TextOf(token));
        lineIndentations[token] = lines[^1].Indentation;
        for (var i = scopes.Count - 1; i >= 0 && scopes[i].LineIndentation is null; i--)
            scopes[i].LineIndentation = lines[^1].Indentation;
        (previous, previousParent) = (token, parent);
    }

    // A string of many lines has the line feeds of all other lines, which it stands for anyway.
    private static string TextOf(SyntaxToken token) => token.Kind == SyntaxKind.StringTextToken && token.Text.Contains('\r', StringComparison.Ordinal)
        ? token.Text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n')
        : token.Text;

    private int ScopeIndentation()
    {
        for (var i = scopes.Count - 1; i >= 0; i--)
        {
            if (scopes[i].LineIndentation is not null)
                return scopes[i].ContentIndentation;
        }

        return 0;
    }

    private void WriteComments(ImmutableArray<SyntaxTrivia> trivia, int indentation, ref int lineBreaks, ref bool needsBreak)
    {
        foreach (var item in trivia)
        {
            if (item.Kind == SyntaxKind.NewlineTrivia)
            {
                lineBreaks++;
            }
            else if (item.IsComment)
            {
                var comment = item.Text.TrimEnd();
                if (lineBreaks == 0 && lines.Count > 0)
                {
                    lines[^1].Comment = comment;
                }
                else
                {
                    BeginLine(indentation, withBlank: lineBreaks > 1);
                    lines[^1].Code.Append(comment);
                }

                needsBreak = true;
                lineBreaks = 0;
            }
        }
    }

    private void BeginLine(int indentation, bool withBlank)
    {
        var followsOpening = lines.Count == 0 || IsAtOpening();
        if (withBlank && !followsOpening)
            lines.Add(new FormattedLine(0));
        lines.Add(new FormattedLine(indentation));
    }

    /// <summary>Whether nothing has been written since an opening bracket.</summary>
    private bool IsAtOpening()
    {
        var code = lines[^1].Code;
        return previous is not null
            && SyntaxFacts.ClosingOf(previous.Kind) != previous.Kind
            && code.Length > 0
            && code[^1] == previous.Text[^1];
    }
}
