using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Dsl.Language.Diagnostics;
using Dsl.Language.Text;

namespace Dsl.Language.Compilation;

/// <summary>Leaves out the warnings that a script allows: with a comment <c># nn: allow NN6001</c> on the warning's line, or for all of it before its first statement.</summary>
internal static partial class AllowedLints
{
    public static ImmutableArray<Diagnostic> Without(SourceText source, ImmutableArray<Diagnostic> diagnostics)
    {
        if (diagnostics.All(static d => d.IsError))
            return diagnostics;
        var everywhere = new HashSet<string>(StringComparer.Ordinal);
        for (var line = 0; line < source.LineCount; line++)
        {
            var text = source.Slice(source.LineSpan(line)).Trim();
            if (text.Length > 0 && text[0] != '#')
                break;
            everywhere.UnionWith(CodesIn(text));
        }

        return [.. diagnostics.Where(d => d.IsError || !(everywhere.Contains(d.Code) || IsAllowedAt(source, d)))];
    }

    private static bool IsAllowedAt(SourceText source, Diagnostic diagnostic) =>
        diagnostic.Location.Source == source && CodesIn(source.Slice(source.LineSpan(source.LineOf(diagnostic.Location.Span.Start)))).Contains(diagnostic.Code);

    private static IEnumerable<string> CodesIn(string line) =>
        Allowance().Match(line) is { Success: true } found ? found.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries) : [];

    [GeneratedRegex(@"#\s*nn:\s*allow\s+(NN\d{4}(?:\s*,\s*NN\d{4})*)")]
    private static partial Regex Allowance();
}
