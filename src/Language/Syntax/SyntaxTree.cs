using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Unicode;
using Dsl.Language.Diagnostics;
using Dsl.Language.Text;

namespace Dsl.Language.Syntax;

/// <summary>The lossless tree of one script: the text of its tokens and trivia, in order, is the text of the file.</summary>
public sealed class SyntaxTree
{
    private SyntaxTree(SourceText source, CompilationUnitSyntax root, ImmutableArray<SyntaxToken> tokens, ImmutableArray<Diagnostic> diagnostics)
    {
        Source = source;
        Root = root;
        Tokens = tokens;
        Diagnostics = diagnostics;
    }

    public SourceText Source { get; }

    public CompilationUnitSyntax Root { get; }

    /// <summary>The tokens as the lexer read them, in order, without empty ones: those that the parser skipped are among them, and none is cut in two.</summary>
    internal ImmutableArray<SyntaxToken> Tokens { get; }

    /// <summary>What is wrong with the form of the script, in the order of the text.</summary>
    public ImmutableArray<Diagnostic> Diagnostics { get; }

    /// <summary>Whether the text only stops too early: more of it could make it well formed. Asked by an interactive prompt.</summary>
    public bool IsIncomplete
    {
        get
        {
            if (Diagnostics.Any(static d => d.Descriptor == SyntaxErrors.NestedTooDeeply))
                return GoesOnWhereGivenUp();
            if (HasOpenBlock())
                return true;
            var end = EndOfCode();
            foreach (var diagnostic in Diagnostics)
            {
                var isAtEnd = diagnostic.Location.Span.Start >= end;
                var isOpenString = diagnostic.Descriptor == SyntaxErrors.UnterminatedString
                    && diagnostic.Location.Text.StartsWith("\"\"\"", StringComparison.Ordinal);
                var canBeMended = diagnostic.Descriptor == SyntaxErrors.UnclosedBracket
                    || diagnostic.Descriptor == SyntaxErrors.ExpressionExpected
                    || ((diagnostic.Descriptor == SyntaxErrors.TokenExpected || diagnostic.Descriptor == SyntaxErrors.TypeExpected) && MayFollowBelow(diagnostic));
                if (!isOpenString && !(isAtEnd && canBeMended))
                    return false;
            }

            return !Diagnostics.IsEmpty;
        }
    }

    /// <summary>Parses any text; mistakes are in <see cref="Diagnostics"/>, never exceptions.</summary>
    public static SyntaxTree Parse(SourceText source)
    {
        var diagnostics = new SyntaxDiagnosticSink(source);
        return Parse(source, diagnostics);
    }

    /// <summary>Parses the bytes of a file; bytes that are not UTF-8 are reported and read as U+FFFD.</summary>
    public static SyntaxTree ParseBytes(string path, byte[] bytes)
    {
        var source = new SourceText(path, Encoding.UTF8.GetString(bytes));
        var diagnostics = new SyntaxDiagnosticSink(source);
        var valid = IndexOfInvalidByte(bytes);
        if (valid >= 0)
        {
            var place = Encoding.UTF8.GetCharCount(bytes, 0, valid);
            diagnostics.Report(
                SyntaxErrors.InvalidUtf8,
                new TextSpan(place, Math.Min(1, source.Length - place)),
                $"the byte 0x{bytes[valid]:X2} at offset {valid} is no part of a UTF-8 text; save the file as UTF-8");
        }

        return Parse(source, diagnostics);
    }

    /// <summary>Where bytes stop being UTF-8; -1 when they are throughout.</summary>
    private static int IndexOfInvalidByte(byte[] bytes)
    {
        var characters = new char[bytes.Length];
        var status = Utf8.ToUtf16(bytes, characters, out var valid, out _, replaceInvalidSequences: false);
        return status == OperationStatus.Done ? -1 : valid;
    }

    /// <summary>The token whose full span holds a position; the last token for a position at the end.</summary>
    public SyntaxToken FindToken(int position)
    {
        SyntaxElement element = Root;
        while (element is SyntaxNode node)
            element = ChildAt(node, position);
        return (SyntaxToken)element;
    }

    /// <summary>The innermost nodes around a position, outermost first.</summary>
    public ImmutableArray<SyntaxNode> FindPath(int position)
    {
        var path = ImmutableArray.CreateBuilder<SyntaxNode>();
        SyntaxElement element = Root;
        while (element is SyntaxNode node)
        {
            path.Add(node);
            element = ChildAt(node, position);
        }

        return path.ToImmutable();
    }

    // A name or a parameter list belongs into the line that asks for it, while an opening brace may stand in the next one.
    private bool MayFollowBelow(Diagnostic missing)
    {
        if (Diagnostics.Any(static d => d.Descriptor == SyntaxErrors.UnclosedBracket))
            return true;
        var below = Parse(new SourceText(Source.Path, Source.Content + "\n{"));
        return !below.Diagnostics.Any(d => d.Descriptor == missing.Descriptor && d.Location.Span.Start == missing.Location.Span.Start);
    }

    // The parser ends a block early where a line without indentation seems to belong outside; whoever types may still close it.
    private bool HasOpenBlock()
    {
        var depth = 0;
        foreach (var token in Root.DescendantTokens())
        {
            if (token.Span.Length == 0)
                continue;
            if (token.Kind == SyntaxKind.OpenBraceToken)
                depth++;
            else if (token.Kind == SyntaxKind.CloseBraceToken)
                depth--;
        }

        return depth > 0;
    }

    // Of what is nested too deeply the tree holds only a part; brackets that are open tell, and the last line by itself.
    private bool GoesOnWhereGivenUp()
    {
        var depth = 0;
        var last = 0;
        foreach (var token in Tokens)
        {
            last = token.Span.Start;
            if (token.Kind is SyntaxKind.OpenParenthesisToken or SyntaxKind.OpenBracketToken or SyntaxKind.OpenBraceToken)
                depth++;
            else if (token.Kind is SyntaxKind.CloseParenthesisToken or SyntaxKind.CloseBracketToken or SyntaxKind.CloseBraceToken)
                depth--;
        }

        var line = Source.LineSpan(Source.LineOf(last));
        return depth > 0 || (line.Start > 0 && Parse(new SourceText(Source.Path, Source.Content[line.Start..])).IsIncomplete);
    }

    /// <summary>The end of the last token, be it part of the tree or skipped.</summary>
    private int EndOfCode()
    {
        foreach (var trivia in Root.EndOfFile.LeadingTrivia.Reverse())
        {
            if (trivia.Kind == SyntaxKind.SkippedTrivia)
                return trivia.Span.End;
        }

        return FindToken(Root.EndOfFile.FullSpan.Start - 1).Span.End;
    }

    private static SyntaxTree Parse(SourceText source, SyntaxDiagnosticSink diagnostics)
    {
        if (source.Length > SyntaxLimits.TextLength)
            return RefuseLength(source, diagnostics);
        var nul = source.Content.IndexOf('\0', StringComparison.Ordinal);
        if (nul >= 0)
            diagnostics.Report(SyntaxErrors.NulCharacter, new TextSpan(nul, 1), "a script is text; this looks like a binary file");
        var tokens = Lexer.Tokenize(source, diagnostics);

        // The parser changes its list.
        var read = ImmutableArray.CreateBuilder<SyntaxToken>(tokens.Count);
        foreach (var token in tokens)
        {
            if (token.Span.Length > 0)
                read.Add(token);
        }

        var root = Parser.Parse(source, tokens, diagnostics);
        return new SyntaxTree(source, root, read.DrainToImmutable(), diagnostics.ToImmutable());
    }

    private static SyntaxTree RefuseLength(SourceText source, SyntaxDiagnosticSink diagnostics)
    {
        diagnostics.Report(
            SyntaxErrors.TextTooLong,
            new TextSpan(0, 0),
            $"a script has at most {SyntaxLimits.TextLength} characters, this file has {source.Length}; data belongs in a file of its own");
        var all = new TextSpan(0, source.Length);
        var endOfFile = new SyntaxToken(
            source,
            SyntaxKind.EndOfFileToken,
            new TextSpan(source.Length, 0),
            all,
            isFirstOnLine: true,
            isMissing: false,
            [new SyntaxTrivia(source, SyntaxKind.SkippedTrivia, all)]);
        return new SyntaxTree(source, new CompilationUnitSyntax([], [], endOfFile), [], diagnostics.ToImmutable());
    }

    /// <summary>The child whose full span holds the position; the last one before it where none does.</summary>
    private static SyntaxElement ChildAt(SyntaxNode node, int position)
    {
        var low = 0;
        var high = node.Children.Length - 1;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (node.Children[middle].FullSpan.End <= position)
                low = middle + 1;
            else
                high = middle;
        }

        return node.Children[low];
    }
}
