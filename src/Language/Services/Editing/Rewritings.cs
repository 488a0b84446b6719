using System.Collections.Immutable;
using Dsl.Language.Diagnostics;
using Dsl.Language.Services.Analysis;
using Dsl.Language.Services.Signatures;
using Dsl.Language.Services.Structure;
using Dsl.Language.Syntax;
using Dsl.Language.Text;
using Dsl.Language.Types;

namespace Dsl.Language.Services.Editing;

/// <summary>Small changes of form: the shape that the checker found written beside a name, the name of a parameter written before its argument.</summary>
internal static class Rewritings
{
    /// <summary>The changes that can be made at a place; each was tried out and changes what is wrong with the script in no way.</summary>
    public static ImmutableArray<CodeActionProposal> At(ScriptAnalysis analysis, TextSpan span, CancellationToken cancel)
    {
        var path = analysis.Tree.FindPath(span.Start);
        CodeActionProposal?[] proposals = [WriteShape(analysis, path, span), NameArguments(analysis, path, span)];
        return [.. proposals.OfType<CodeActionProposal>().Where(proposal => KeepsMeaning(analysis, proposal, cancel))];
    }

    private static CodeActionProposal? WriteShape(ScriptAnalysis analysis, ImmutableArray<SyntaxNode> path, TextSpan span)
    {
        if (path.OfType<BindingStatementSyntax>().LastOrDefault() is not { Type: null, Target: NameSyntax name } binding || !Touches(name.Span, span))
            return null;
        if ((analysis.Types.GetValueOrDefault(name.Span) ?? analysis.Types.GetValueOrDefault(binding.Value.Span)) is not { Rank: > 0 } type || WrittenForm(type) is not { } text)
            return null;
        return Propose($"write the shape {text} beside {name.Name}", [new TextEdit(new SourceLocation(analysis.Source, new TextSpan(name.Span.End, 0)), $": {text}")]);
    }

    // The type as a script can write it: sizes by their names or numbers; nothing that only the run knows.
    private static string? WrittenForm(TensorType type)
    {
        foreach (var axis in type.Shape.Axes)
        {
            foreach (var symbol in axis.Size.Symbols())
            {
                if (!SyntaxFacts.IsValidName(symbol.Name))
                    return null;
            }
        }

        var sizes = $"[{string.Join(", ", type.Shape.Axes.Select(static axis => axis.Size.ToString()))}]";
        return type.Element == ElementType.Float32 ? sizes : type.Element.Name() + sizes;
    }

    private static CodeActionProposal? NameArguments(ScriptAnalysis analysis, ImmutableArray<SyntaxNode> path, TextSpan span)
    {
        for (var i = path.Length - 1; i > 0; i--)
        {
            if (path[i] is not ArgumentSyntax { Name: null } argument || !Literals.IsLiteral(argument.Value) || path[i - 1] is not CallSyntax call)
                continue;
            if (CalleeResolver.Resolve(call.Callee, analysis) is not { } callable)
                return null;
            var isPiped = i > 1 && path[i - 2] is PipeSyntax pipe && pipe.Right == call;
            return NameFrom(analysis, call, argument, callable, isPiped && callable.TakesPiped(call.Arguments.Count) ? 1 : 0);
        }

        return null;
    }

    // Arguments by position count from the left, so that all behind a named one are named as well.
    private static CodeActionProposal? NameFrom(ScriptAnalysis analysis, CallSyntax call, ArgumentSyntax first, Callable callable, int place)
    {
        var edits = ImmutableArray.CreateBuilder<TextEdit>();
        string? title = null;
        foreach (var argument in call.Arguments)
        {
            if (argument.Name is not null)
                continue;
            if (place >= callable.Parameters.Length)
                return null;
            var name = callable.Parameters[place++].Name;
            if (argument == first)
                title = $"name the argument: {name}: {argument.Value}";
            if (title is not null)
                edits.Add(new TextEdit(new SourceLocation(analysis.Source, new TextSpan(argument.Span.Start, 0)), name + ": "));
        }

        return title is null ? null : Propose(title, edits.ToImmutable());
    }

    private static CodeActionProposal Propose(string title, ImmutableArray<TextEdit> edits) => new(title, edits, null, IsPreferred: false, CodeActionKind.Rewrite);

    private static bool Touches(TextSpan name, TextSpan span) => name.Start <= span.End && name.End >= span.Start;

    private static bool KeepsMeaning(ScriptAnalysis analysis, CodeActionProposal proposal, CancellationToken cancel)
    {
        var text = analysis.Source.Content;
        foreach (var edit in proposal.Edits.OrderByDescending(static e => e.Location.Span.Start))
            text = string.Concat(text.AsSpan(0, edit.Location.Span.Start), edit.NewText, text.AsSpan(edit.Location.Span.End));
        var after = ActionService.Compile(new SourceText(analysis.Source.Path, text), analysis, cancel);
        return after.Diagnostics.Select(static d => d.Code).SequenceEqual(analysis.Diagnostics.Select(static d => d.Code));
    }
}
