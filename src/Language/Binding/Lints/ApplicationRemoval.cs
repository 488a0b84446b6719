using System.Collections.Immutable;
using Dsl.Language.Diagnostics;
using Dsl.Language.Syntax;
using Dsl.Language.Text;

namespace Dsl.Language.Binding.Lints;

/// <summary>Fixes that take an application out of a script, or put another before it.</summary>
internal static class ApplicationRemoval
{
    /// <summary>The part of the call or pipe that names what is applied.</summary>
    public static SourceLocation NameLocation(SyntaxNode site) => site is PipeSyntax pipe ? pipe.Right.Location : site.Location;

    /// <summary>Leaves the application out; nothing where that cannot be done by an edit.</summary>
    public static ImmutableArray<DiagnosticFix> Remove(SyntaxNode site, string name)
    {
        var edit = site switch
        {
            PipeSyntax pipe => new TextEdit(new SourceLocation(site.Source, TextSpan.FromBounds(pipe.Left.Location.Span.End, pipe.Right.Location.Span.End)), ""),
            CallSyntax { Arguments.Elements: [var argument] } => new TextEdit(site.Location, argument.Value.Location.Text),
            _ => null,
        };
        return edit is null ? [] : [new DiagnosticFix($"leave {name} out", [edit])];
    }

    /// <summary>Applies something to the input first.</summary>
    public static ImmutableArray<DiagnosticFix> PutBefore(SyntaxNode site, string name, string title)
    {
        var edit = site switch
        {
            PipeSyntax pipe => new TextEdit(new SourceLocation(site.Source, new TextSpan(pipe.Right.Location.Span.Start, 0)), $"{name} |> "),
            CallSyntax { Arguments.Elements: [var argument] } => new TextEdit(argument.Value.Location, $"{name}({argument.Value.Location.Text})"),
            _ => null,
        };
        return edit is null ? [] : [new DiagnosticFix(title, [edit])];
    }
}
