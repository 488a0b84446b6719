using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;

namespace Dsl.LanguageServer.Transport;

/// <summary>Takes messages apart: header lines with the length of the body, an empty line, the body.</summary>
internal sealed class FrameReader(PipeReader input)
{
    /// <summary>The longest body, in bytes; a longer one is taken for garbage.</summary>
    public const int LargestBody = 64 << 20;

    private const int LargestLine = 4 << 10;
    private const int MostLines = 32;

    /// <summary>The next message; after anything else there is nothing more to read.</summary>
    public async ValueTask<Frame> ReadAsync(CancellationToken cancel)
    {
        int? length = null;
        for (var lines = 0; ; lines++)
        {
            var (line, problem) = await ReadLineAsync(cancel).ConfigureAwait(false);
            if (problem is not null)
                return Frame.Malformed(problem);
            if (line is null)
                return lines == 0 ? Frame.End : Frame.Malformed("the input ends within a header");
            if (line.Length == 0)
                return length is { } known ? await ReadBodyAsync(known, cancel).ConfigureAwait(false) : Frame.Malformed("a header has no Content-Length");
            if (lines >= MostLines)
                return Frame.Malformed("a header does not end");
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0)
                return Frame.Malformed("a header line has no name and value");
            if (!line.AsSpan(0, colon).Trim().Equals("Content-Length", StringComparison.OrdinalIgnoreCase))
                continue;
            if (!long.TryParse(line.AsSpan(colon + 1).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var value) || value > LargestBody)
                return Frame.Malformed($"a Content-Length is not a number from 0 to {LargestBody}");
            length = (int)value;
        }
    }

    // One line without its line break; null at the end of the input.
    private async ValueTask<(string? Line, string? Problem)> ReadLineAsync(CancellationToken cancel)
    {
        while (true)
        {
            var read = await input.ReadAsync(cancel).ConfigureAwait(false);
            var buffer = read.Buffer;
            if (!buffer.IsEmpty && !IsHeaderStart(buffer.FirstSpan[0]))
            {
                input.AdvanceTo(buffer.Start);
                return (null, "expected a header such as Content-Length: 123");
            }

            if (buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = buffer.Slice(0, end);
                var text = line.Length > LargestLine ? null : Encoding.Latin1.GetString(line).TrimEnd('\r');
                input.AdvanceTo(buffer.GetPosition(1, end));
                return (text, text is null ? "a header line is too long" : null);
            }

            var isTooLong = buffer.Length > LargestLine;
            var isCutOff = read.IsCompleted && !buffer.IsEmpty;
            input.AdvanceTo(buffer.Start, buffer.End);
            if (isTooLong || isCutOff)
                return (null, isTooLong ? "a header line is too long" : "the input ends within a header");
            if (read.IsCompleted)
                return (null, null);
        }
    }

    private async ValueTask<Frame> ReadBodyAsync(int length, CancellationToken cancel)
    {
        var body = new byte[length];
        var filled = 0;
        while (filled < length)
        {
            var read = await input.ReadAsync(cancel).ConfigureAwait(false);
            var piece = read.Buffer.Slice(0, Math.Min(read.Buffer.Length, length - filled));
            piece.CopyTo(body.AsSpan(filled));
            filled += (int)piece.Length;
            input.AdvanceTo(piece.End);
            if (read.IsCompleted && filled < length)
                return Frame.Malformed("the input ends within a message");
        }

        return Frame.Message(body);
    }

    // A line begins with a letter, or is the empty one.
    private static bool IsHeaderStart(byte first) => char.IsAsciiLetter((char)first) || first is (byte)'\r' or (byte)'\n';
}
