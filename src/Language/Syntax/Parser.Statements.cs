using System.Collections.Immutable;
using Dsl.Language.Text;

namespace Dsl.Language.Syntax;

/// <summary>Statements, blocks, and what ends them.</summary>
internal sealed partial class Parser
{
    private CompilationUnitSyntax ParseCompilationUnit()
    {
        var statements = ImmutableArray.CreateBuilder<StatementSyntax>();
        var semicolons = ImmutableArray.CreateBuilder<SyntaxToken>(0);
        while (!AtEnd)
        {
            if (Current.IsFirstOnLine)
                statementColumn = ColumnOf(Current);
            if (At(SyntaxKind.SemicolonToken))
                semicolons.Add(Take());
            else
                statements.Add(ParseCompleteStatement());
            isUnwinding = false;
        }

        return new CompilationUnitSyntax(statements.DrainToImmutable(), semicolons.DrainToImmutable(), Take());
    }

    /// <summary>Statements in braces. Without the opening brace, they are read all the same where a closing one waits for it.</summary>
    private BlockSyntax ParseBlock(string purpose)
    {
        var openIndex = position;
        var hasOpen = At(SyntaxKind.OpenBraceToken) && !isUnwinding;
        if (!hasOpen && At(SyntaxKind.ColonToken) && !isUnwinding && Ahead(1).IsFirstOnLine)
            return ParseIndentedBlock();
        if (!hasOpen && !BodyFollowsWithoutBrace())
        {
            ReportHere(SyntaxErrors.TokenExpected, $"expected `{{` {purpose}{Found()}");
            return new BlockSyntax(Missing(SyntaxKind.OpenBraceToken), [], [], Missing(SyntaxKind.CloseBraceToken));
        }

        if (!TryEnterNesting())
            return new BlockSyntax(Missing(SyntaxKind.OpenBraceToken), [], [], Missing(SyntaxKind.CloseBraceToken));
        var outer = new BracketScope(newlineEndsStatement, blockAllowed);
        newlineEndsStatement = true;
        blockAllowed = true;
        var open = Expect(SyntaxKind.OpenBraceToken, purpose);
        var isClosed = hasOpen && pairs.PartnerOf(openIndex) >= 0;
        var column = isClosed ? -1 : previous is null ? 0 : IndentationOfLineAt(previous);
        var statements = ImmutableArray.CreateBuilder<StatementSyntax>();
        var semicolons = ImmutableArray.CreateBuilder<SyntaxToken>(0);
        while (!isUnwinding && !AtEnd && !At(SyntaxKind.CloseBraceToken) && !(column >= 0 && LeavesUnclosedBlock(column)))
        {
            if (At(SyntaxKind.SemicolonToken))
                semicolons.Add(Take());
            else
                statements.Add(ParseCompleteStatement());
        }

        CheckComparisonsForBindings(statements);
        var close = hasOpen ? Close(open, SyntaxKind.CloseBraceToken, openIndex, outer)
            : At(SyntaxKind.CloseBraceToken) && !isUnwinding ? Take()
            : Missing(SyntaxKind.CloseBraceToken);
        newlineEndsStatement = outer.NewlineEndsStatement;
        blockAllowed = outer.BlockAllowed;
        LeaveNesting();
        return new BlockSyntax(open, statements.DrainToImmutable(), semicolons.DrainToImmutable(), close);
    }

    /// <summary>Whether a closing brace waits for statements whose opening brace is missing.</summary>
    private bool BodyFollowsWithoutBrace() =>
        !isUnwinding && pairs.UnopenedBraces > 0 && !AtEnd
        && !(SyntaxFacts.IsStatementKeyword(Current.Kind) && ColumnOf(Current) <= statementColumn);

    /// <summary>A body by a colon and indentation, as other languages have it: reported, and read as the block it is meant to be.</summary>
    private BlockSyntax ParseIndentedBlock()
    {
        var column = IndentationOfLineAt(Current);
        ReportHere(SyntaxErrors.TokenExpected, "the body stands in braces `{ ... }`, not behind `:`");
        var open = Missing(SyntaxKind.OpenBraceToken);
        Skip();
        var statements = ImmutableArray.CreateBuilder<StatementSyntax>();
        var semicolons = ImmutableArray.CreateBuilder<SyntaxToken>(0);
        if (TryEnterNesting())
        {
            var outer = new BracketScope(newlineEndsStatement, blockAllowed);
            (newlineEndsStatement, blockAllowed) = (true, true);
            while (!isUnwinding && !AtEnd && !At(SyntaxKind.CloseBraceToken) && !LeavesUnclosedBlock(column))
            {
                if (At(SyntaxKind.SemicolonToken))
                    semicolons.Add(Take());
                else
                    statements.Add(ParseCompleteStatement());
            }

            (newlineEndsStatement, blockAllowed) = (outer.NewlineEndsStatement, outer.BlockAllowed);
            LeaveNesting();
        }

        return new BlockSyntax(open, statements.DrainToImmutable(), semicolons.DrainToImmutable(), Missing(SyntaxKind.CloseBraceToken));
    }

    /// <summary>A comparison before the end of a block has no effect: a binding was meant.</summary>
    private void CheckComparisonsForBindings(ImmutableArray<StatementSyntax>.Builder statements)
    {
        for (var i = 0; i + 1 < statements.Count; i++)
        {
            if (statements[i] is ExpressionStatementSyntax
                {
                    Expression: BinarySyntax { Left: NameSyntax name, Operator: { Kind: SyntaxKind.EqualsEqualsToken } sign },
                })
            {
                diagnostics.Report(
                    SyntaxErrors.ComparisonForBinding,
                    sign.Span,
                    $"this asks whether {name.Name} is equal and drops the answer; a name is bound by `=`",
                    diagnostics.Replace("write `=`", sign.Span, "="));
            }
        }
    }

    /// <summary>Whether a line stands no deeper than the one at which a block without an end began.</summary>
    private bool LeavesUnclosedBlock(int column) => Current.IsFirstOnLine && ColumnOf(Current) <= column;

    /// <summary>A statement up to its end; takes at least one token.</summary>
    private StatementSyntax ParseCompleteStatement()
    {
        var before = position;
        var statement = ParseStatement();
        if (position == before)
            return ParseErrorStatement();
        if (!isUnwinding && !AtStatementEnd)
            SkipRestOfStatement(statement);
        return statement;
    }

    private StatementSyntax ParseStatement()
    {
        statementStart = position;
        if (SyntaxFacts.IsKeyword(Current.Kind) && IsBoundKeyword())
        {
            ReportKeywordAsName();
            tokens[position] = Current.WithKind(SyntaxKind.IdentifierToken);
        }

        switch (Current.Kind)
        {
            case SyntaxKind.ImportKeyword:
                return ParseImport();
            case SyntaxKind.FnKeyword:
                return ParseFunction();
            case SyntaxKind.ModelKeyword:
                return ParseModel();
            case SyntaxKind.OptimizerKeyword:
                return ParseOptimizer();
            case SyntaxKind.ParamKeyword:
                return ParseParam();
            case SyntaxKind.StateKeyword:
                return ParseState();
            case SyntaxKind.RequireKeyword:
                return ParseRequire();
            case SyntaxKind.ForKeyword:
                return ParseFor();
            case SyntaxKind.IdentifierToken or SyntaxKind.WithKeyword:
                return ParseWordStatement();
            case SyntaxKind.UnknownToken when Ahead(1).IsFirstOnLine || Ahead(1).Kind == SyntaxKind.EndOfFileToken:
                return ParseErrorStatement();
            default:
                return CanBeginExpression(Current.Kind) ? ParseExpressionOrBinding() : ParseErrorStatement();
        }
    }

    private bool IsBoundKeyword() =>
        Ahead(1).Kind == SyntaxKind.EqualsToken && !Ahead(1).IsFirstOnLine;

    /// <summary>A statement that begins with a name: an update, an annotated binding, a word of another language, or an expression.</summary>
    private StatementSyntax ParseWordStatement()
    {
        var next = Ahead(1);
        if (next.IsFirstOnLine)
            return ParseExpressionOrBinding();
        if (next.Kind == SyntaxKind.LeftArrowToken)
            return new StateUpdateStatementSyntax(Take(), Take(), ParseExpression());
        if (next.Kind == SyntaxKind.ColonToken)
            return ParseAnnotatedBinding();
        if (Current.Text == "assert" && next.Kind != SyntaxKind.OpenBracketToken && BeginsOperand(next.Kind))
            return ParseAssert();
        return ParseForeignWord(next) ?? ParseExpressionOrBinding();
    }

    private static bool BeginsOperand(SyntaxKind kind) => kind is SyntaxKind.IdentifierToken or SyntaxKind.NumberToken
        or SyntaxKind.StringStartToken or SyntaxKind.StringTextToken or SyntaxKind.TrueKeyword or SyntaxKind.FalseKeyword
        or SyntaxKind.NotKeyword or SyntaxKind.OpenParenthesisToken or SyntaxKind.OpenBracketToken or SyntaxKind.IfKeyword
        or SyntaxKind.ScanKeyword;

    private StatementSyntax ParseAnnotatedBinding()
    {
        var target = new NameSyntax(Take());
        if (Ahead(1).Kind == SyntaxKind.EqualsToken && Ahead(1).FullSpan.Start == Current.Span.End)
        {
            var both = TextSpan.FromBounds(Current.Span.Start, Ahead(1).Span.End);
            ReportAt(SyntaxErrors.ForeignOperator, both, "a value is bound by `=`, not `:=`", diagnostics.Replace("write `=`", both, "="));
            Skip();
            return new BindingStatementSyntax(target, null, null, Take(), ParseExpression());
        }

        var (colon, type) = ParseTypeAnnotation();
        return new BindingStatementSyntax(target, colon, type, ExpectEquals("before the value"), ParseExpression());
    }

    private StatementSyntax ParseExpressionOrBinding()
    {
        var expression = ParseExpression();
        if (isUnwinding || AtLineEnd)
            return new ExpressionStatementSyntax(expression);
        if (At(SyntaxKind.EqualsToken))
        {
            CheckTarget(expression);
            return new BindingStatementSyntax(expression, null, null, Take(), ParseExpression());
        }

        if (!At(SyntaxKind.CompoundAssignmentToken))
            return new ExpressionStatementSyntax(expression);
        var sign = Current.Text[..1];
        var target = source.Slice(expression.Span);
        ReportHere(
            SyntaxErrors.CompoundAssignment,
            $"`{Current.Text}` is written in full: `name = name {sign} value`",
            diagnostics.Replace("write it in full", Current.Span, $"= {target} {sign}"));
        return new BindingStatementSyntax(expression, null, null, Take(SyntaxKind.EqualsToken), ParseExpression());
    }

    private const string WeightsChange = "the weights of a model are changed by `train`, and by `minimize(loss, by: sgd(0.1))`";

    /// <summary>Names, tuples of names and indexed names can stand on the left of <c>=</c>.</summary>
    private void CheckTarget(ExpressionSyntax target)
    {
        if (IsTarget(target) || target is IndexSyntax { Target: NameSyntax })
            return;
        diagnostics.Report(
            SyntaxErrors.NotAssignable,
            target.Span,
            target is CallSyntax
                ? "a call cannot stand on the left of `=`; a function is declared by `fn name(x) = ...`"
                : "on the left of `=` stands a name, a tuple of names, or an index such as `w[b, t]`" + (target is MemberSyntax ? $"; {WeightsChange}" : ""));
    }

    private static bool IsTarget(ExpressionSyntax target)
    {
        if (target is not TupleSyntax tuple)
            return target is NameSyntax or MissingExpressionSyntax;
        foreach (var element in tuple.Elements)
        {
            if (element is not (NameSyntax or MissingExpressionSyntax))
                return false;
        }

        return true;
    }

    private ImportStatementSyntax ParseImport()
    {
        var keyword = Take();
        StringLiteralSyntax path;
        if (!AtLineEnd && At(SyntaxKind.StringStartToken))
        {
            path = ParseString();
        }
        else if (!AtLineEnd && At(SyntaxKind.StringTextToken))
        {
            path = ParseSingleQuotedString();
        }
        else
        {
            var remark = At(SyntaxKind.IdentifierToken) && !AtLineEnd ? "; the library needs no import" : Found();
            ReportHere(SyntaxErrors.TokenExpected, "expected the path of a file in double quotes, as in `import \"blocks.nn\"`" + remark);
            path = new StringLiteralSyntax(Missing(SyntaxKind.StringStartToken), [], Missing(SyntaxKind.StringEndToken));
        }

        SyntaxToken? alias = null;
        if (!AtLineEnd && TryTake(SyntaxKind.AsKeyword, out var asKeyword))
            alias = ParseNewName("for the imported file");
        else
            asKeyword = null;
        return new ImportStatementSyntax(keyword, path, asKeyword, alias);
    }

    private ParamStatementSyntax ParseParam()
    {
        var keyword = Take();
        var name = ParseNewName("for the parameter");
        var (colon, type) = ParseTypeAnnotation();
        if (At(SyntaxKind.TildeToken) && !isUnwinding)
            return new ParamStatementSyntax(keyword, name, colon, type, Take(), ParseExpression());
        if (AtStatementEnd && !isUnwinding)
        {
            ReportHere(SyntaxErrors.TokenExpected, "expected a start value: `= 0`, or `~ xavier()` for a distribution" + Found());
            return new ParamStatementSyntax(keyword, name, colon, type, Missing(SyntaxKind.EqualsToken), MissingExpression());
        }

        return new ParamStatementSyntax(keyword, name, colon, type, ExpectEquals("or `~` before the start value"), ParseExpression());
    }

    private StateStatementSyntax ParseState()
    {
        var keyword = Take();
        var name = ParseNewName("for the state");
        var (colon, type) = ParseTypeAnnotation();
        if (AtStatementEnd && !isUnwinding)
        {
            ReportHere(SyntaxErrors.TokenExpected, "expected a start value such as `= 0`" + Found());
            return new StateStatementSyntax(keyword, name, colon, type, Missing(SyntaxKind.EqualsToken), MissingExpression());
        }

        return new StateStatementSyntax(keyword, name, colon, type, ExpectEquals("before the start value"), ParseExpression());
    }

    private RequireStatementSyntax ParseRequire()
    {
        var keyword = Take();
        var (condition, comma, message) = ParseConditionAndMessage(keyword);
        return new RequireStatementSyntax(keyword, condition, comma, message);
    }

    private AssertStatementSyntax ParseAssert()
    {
        var keyword = Take(SyntaxKind.AssertKeyword);
        var (condition, comma, message) = ParseConditionAndMessage(keyword);
        return new AssertStatementSyntax(keyword, condition, comma, message);
    }

    private (ExpressionSyntax Condition, SyntaxToken? Comma, ExpressionSyntax? Message) ParseConditionAndMessage(SyntaxToken keyword)
    {
        var condition = AtStatementEnd ? ReportMissingExpression() : ParseCondition();
        if (condition is TupleSyntax)
        {
            diagnostics.Report(
                SyntaxErrors.ConditionInTuple,
                condition.Span,
                $"parentheses make a pair of condition and message; write `{keyword.Text} condition, \"message\"`");
        }

        if (AtLineEnd || !TryTake(SyntaxKind.CommaToken, out var comma))
            return (condition, null, null);
        return (condition, comma, ParseExpression());
    }

    private SyntaxToken ParseCounter()
    {
        var close = pairs.PartnerOf(position);
        if (!At(SyntaxKind.OpenParenthesisToken) || AtLineEnd || isUnwinding || close <= position || tokens[close + 1].Kind != SyntaxKind.InKeyword)
            return ParseNewName("for the counter");
        var several = TextSpan.FromBounds(Current.Span.Start, tokens[close].Span.End);
        ReportAt(
            SyntaxErrors.TokenExpected, several, $"expected a single name for the counter; its parts are named within the block, as in `for pair in pairs {{ {source.Slice(several)} = pair }}`");
        SkipTo(close);
        Skip();
        return Missing(SyntaxKind.IdentifierToken);
    }

    private ForStatementSyntax ParseFor()
    {
        var keyword = Take();
        var variable = ParseCounter();
        var inKeyword = Expect(SyntaxKind.InKeyword, "before the range to run over");
        var range = ParseHeadExpression();
        return new ForStatementSyntax(keyword, variable, inKeyword, range, ParseBlock("before what is repeated"));
    }
}
