using Dsl.Language.Diagnostics;
using Dsl.Language.Syntax;
using Dsl.Language.Text;

namespace Dsl.Language.Tests.Services;

/// <summary>A script with a cursor: <c>$0</c> marks its place and is no part of the text.</summary>
internal sealed record MarkedText(SourceText Source, int Position)
{
    public SyntaxTree Tree { get; } = SyntaxTree.Parse(Source);

    public static MarkedText Parse(string marked)
    {
        var position = marked.IndexOf("$0", StringComparison.Ordinal);
        return position < 0 ? new MarkedText(new SourceText("test.nn", marked), 0) : new MarkedText(new SourceText("test.nn", marked.Remove(position, 2)), position);
    }

    /// <summary>The text after some changes.</summary>
    public static string Apply(SourceText source, IEnumerable<TextEdit> edits)
    {
        var text = source.Content;
        var end = text.Length;
        foreach (var edit in edits.OrderByDescending(static e => e.Location.Span.Start))
        {
            Assert.True(edit.Location.Span.End <= end, "changes do not overlap");
            end = edit.Location.Span.Start;
            text = string.Concat(text.AsSpan(0, edit.Location.Span.Start), edit.NewText, text.AsSpan(edit.Location.Span.End));
        }

        return text;
    }
}
