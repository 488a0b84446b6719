using System.Collections.Immutable;
using Dsl.Language.Binding.Values;
using Dsl.Language.Diagnostics;
using Dsl.Language.Text;

namespace Dsl.Language.Binding.Shapes;

/// <summary>Tells a mistake found inside a called declaration in the words of its caller: at the call, with the arguments as written there.</summary>
internal static class CallerView
{
    /// <param name="diagnostic">The report inside the called body.</param>
    /// <param name="site">The call.</param>
    /// <param name="body">The frame of the called body, which knows the arguments.</param>
    public static Diagnostic Of(Diagnostic diagnostic, SourceLocation site, Frame body)
    {
        var arguments = body.Arguments.Where(static a => a.Value.Location.Text.Length is > 0 and <= 40).OrderBy(static a => a.Key, StringComparer.Ordinal).ToList();
        var annotations = ImmutableArray.CreateBuilder<DiagnosticAnnotation>();
        foreach (var (_, argument) in arguments)
        {
            if (argument.Value is TensorValue tensor && body.Caller is { } caller)
            {
                var name = argument.Location.Text;
                var place = caller.Sites.TryGetValue(name, out var bound) && !Elaborator.IsLibrary(bound.Source) ? bound : argument.Location;
                if (!Elaborator.IsLibrary(place.Source))
                    annotations.Add(new DiagnosticAnnotation(place, $"{name} : {tensor.Type}"));
            }
        }

        // Remarks on lines of the library explain nothing to the caller; those on the script's own lines stay.
        var kept = diagnostic.Annotations.Where(a => !Elaborator.IsLibrary(a.Location.Source)
            && !annotations.Any(k => k.Location.Source == a.Location.Source && k.Location.LineNumber == a.Location.LineNumber));
        return diagnostic with
        {
            Location = site,
            Underlines = [],
            Message = InCallersWords(diagnostic.Message, arguments),
            Notes = [.. diagnostic.Notes.Select(n => InCallersWords(n, arguments))],
            Annotations = [.. annotations, .. kept],
            Fixes = [.. diagnostic.Fixes.Select(f => Translate(f, body)).OfType<DiagnosticFix>()],
        };
    }

    private static string InCallersWords(string text, List<KeyValuePair<string, Argument>> arguments)
    {
        foreach (var (name, argument) in arguments)
        {
            if (Elaborator.IsLibrary(argument.Location.Source))
                continue;
            text = text.Replace($"`{name}`", $"`{argument.Location.Text}`", StringComparison.Ordinal);
            if (text.StartsWith($"{name} : ", StringComparison.Ordinal))
                text = argument.Location.Text + text[name.Length..];
        }

        return text;
    }

    // A fix that rewrites a parameter rewrites the argument instead; any other stands inside the library and is none.
    private static DiagnosticFix? Translate(DiagnosticFix fix, Frame body)
    {
        var edits = ImmutableArray.CreateBuilder<TextEdit>();
        var title = fix.Title;
        foreach (var edit in fix.Edits)
        {
            if (!Elaborator.IsLibrary(edit.Location.Source))
            {
                edits.Add(edit);
                continue;
            }

            var name = edit.Location.Text;
            if (!body.Arguments.TryGetValue(name, out var argument) || argument.Syntax is null)
                return null;
            var written = argument.Location.Text;
            edits.Add(new TextEdit(argument.Location, edit.NewText.Replace(name, written, StringComparison.Ordinal)));
            title = title.Replace(name, written, StringComparison.Ordinal);
        }

        return fix with { Title = title, Edits = edits.ToImmutable() };
    }
}
