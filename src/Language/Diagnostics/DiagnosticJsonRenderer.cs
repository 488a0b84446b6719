using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Dsl.Language.Text;

namespace Dsl.Language.Diagnostics;

/// <summary>
/// Writes diagnostics for programs: an array of objects with code, severity, title, message, place, annotations, notes and
/// fixes. Lines and columns count from 1, columns in UTF-16 code units; the end is the place behind the last character.
/// </summary>
public static class DiagnosticJsonRenderer
{
    private static readonly JsonWriterOptions Options = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Render(IEnumerable<Diagnostic> diagnostics)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartArray();
            foreach (var diagnostic in diagnostics)
                Write(writer, diagnostic);
            writer.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter writer, Diagnostic diagnostic)
    {
        writer.WriteStartObject();
        writer.WriteString("code", diagnostic.Code);
        writer.WriteString("severity", diagnostic.Severity switch
        {
            DiagnosticSeverity.Error => "error",
            DiagnosticSeverity.Warning => "warning",
            _ => "information",
        });
        writer.WriteString("title", diagnostic.Descriptor.Title);
        writer.WriteString("message", diagnostic.Message);
        WritePlace(writer, diagnostic.Location);
        writer.WriteStartArray("annotations");
        foreach (var annotation in diagnostic.Annotations)
        {
            writer.WriteStartObject();
            WritePlace(writer, annotation.Location);
            writer.WriteString("text", annotation.Text);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("notes");
        foreach (var note in diagnostic.Notes)
            writer.WriteStringValue(note);
        writer.WriteEndArray();
        writer.WriteStartArray("fixes");
        foreach (var fix in diagnostic.Fixes)
            Write(writer, fix);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, DiagnosticFix fix)
    {
        writer.WriteStartObject();
        writer.WriteString("title", fix.Title);
        writer.WriteBoolean("checked", fix.Checked);
        writer.WriteStartArray("edits");
        foreach (var edit in fix.Edits)
        {
            writer.WriteStartObject();
            WritePlace(writer, edit.Location);
            writer.WriteString("newText", edit.NewText);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WritePlace(Utf8JsonWriter writer, SourceLocation location)
    {
        var (line, column) = location.Source.LineColumn(location.Span.Start);
        var (endLine, endColumn) = location.Source.LineColumn(location.Span.End);
        writer.WriteString("path", location.Source.Path);
        writer.WriteNumber("line", line + 1);
        writer.WriteNumber("column", column + 1);
        writer.WriteNumber("endLine", endLine + 1);
        writer.WriteNumber("endColumn", endColumn + 1);
    }
}
