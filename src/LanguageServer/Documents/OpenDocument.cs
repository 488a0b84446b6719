using System.Collections.Immutable;
using System.Text;
using Dsl.Language.Compilation;
using Dsl.Language.Text;
using Dsl.LanguageServer.Protocol;

namespace Dsl.LanguageServer.Documents;

/// <summary>One version of a text: of a document that the client holds, or of a file on the disk.</summary>
internal sealed class OpenDocument
{
    private readonly Lazy<LineMap> lines;
    private readonly Lazy<byte[]> bytes;

    /// <param name="uri">The name, as the client writes it.</param>
    /// <param name="path">The path of the file; the name again for what is no file.</param>
    /// <param name="version">The client's number; null for what lies on the disk.</param>
    public OpenDocument(string uri, string path, int? version, string content)
        : this(uri, path, version, content, new IncrementalCompiler())
    {
    }

    private OpenDocument(string uri, string path, int? version, string content, IncrementalCompiler versions)
    {
        Versions = versions;
        Uri = uri;
        Version = version;
        Source = new SourceText(path, content);
        lines = new Lazy<LineMap>(() => new LineMap(Source.Content));
        bytes = new Lazy<byte[]>(() => Encoding.UTF8.GetBytes(Source.Content));
    }

    public string Uri { get; }

    public string Path => Source.Path;

    public int? Version { get; }

    public SourceText Source { get; }

    /// <summary>What the checks of earlier versions have found out.</summary>
    public IncrementalCompiler Versions { get; }

    public LineMap Lines => lines.Value;

    /// <summary>The text as a file would hold it.</summary>
    public byte[] Bytes => bytes.Value;

    /// <summary>The next version: the changes made one after another, each in the text that the one before left.</summary>
    public OpenDocument Change(int version, ImmutableArray<TextDocumentContentChangeEvent> changes)
    {
        return new OpenDocument(Uri, Path, version, Changed(changes), Versions);
    }

    private string Changed(ImmutableArray<TextDocumentContentChangeEvent> changes)
    {
        var content = Source.Content;
        if (changes is [{ Range: { } range } only])
        {
            var span = Lines.SpanOf(range);
            return string.Concat(content.AsSpan(0, span.Start), only.Text, content.AsSpan(span.End));
        }

        var edited = new EditedText(content);
        foreach (var change in changes)
        {
            if (change.Range is { } place)
                edited.Replace(place, change.Text);
            else
                edited.ReplaceAll(change.Text);
        }

        return edited.ToString();
    }
}
