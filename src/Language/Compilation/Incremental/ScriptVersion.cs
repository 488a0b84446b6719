using System.Collections.Immutable;
using Dsl.Language.Syntax;
using Dsl.Language.Text;

namespace Dsl.Language.Compilation.Incremental;

/// <summary>One version of a text: where its statements begin. Knows them by identity only, so that an old version keeps nothing alive.</summary>
internal sealed class ScriptVersion
{
    private readonly ImmutableArray<int> starts;
    private readonly ImmutableArray<object> identities;

    public ScriptVersion(CompilationUnitSyntax root, ImmutableArray<CheckedStatement> statements)
    {
        Source = root.Source;
        starts = [.. root.Statements.Select(static s => s.Span.Start)];
        identities = [.. statements.Select(static s => s.Identity)];
    }

    public SourceText Source { get; }

    /// <summary>Which statement stands at a position, by number; -1 before the first.</summary>
    public int IndexAt(int position)
    {
        var index = starts.BinarySearch(position);
        return index >= 0 ? index : ~index - 1;
    }

    public int StartOf(int index) => starts[index];

    /// <summary>Where each statement begins, by identity.</summary>
    public Dictionary<object, int> Starts()
    {
        var table = new Dictionary<object, int>(starts.Length, ReferenceEqualityComparer.Instance);
        for (var i = 0; i < starts.Length; i++)
            table[identities[i]] = starts[i];
        return table;
    }

    /// <summary>The same place in another version; null where its statement is no more.</summary>
    public SourceLocation? Move(SourceLocation location, SourceText newer, Dictionary<object, int> newerStarts)
    {
        var index = IndexAt(location.Span.Start);
        return index >= 0 && newerStarts.TryGetValue(identities[index], out var start)
            ? new SourceLocation(newer, new TextSpan(start + location.Span.Start - starts[index], location.Span.Length))
            : null;
    }
}
