using System.IO.Pipelines;
using System.Text;
using System.Threading.Channels;

namespace Dsl.LanguageServer.Transport;

/// <summary>The only one who writes to the output: messages of all threads, one after another.</summary>
internal sealed class FrameWriter(PipeWriter output)
{
    private readonly Channel<ReadOnlyMemory<byte>> messages =
        Channel.CreateUnbounded<ReadOnlyMemory<byte>>(new UnboundedChannelOptions { SingleReader = true });

    /// <summary>Puts a message in the queue; never waits.</summary>
    public void Send(ReadOnlyMemory<byte> body) => messages.Writer.TryWrite(body);

    /// <summary>No message comes after those that are in the queue.</summary>
    public void Complete() => messages.Writer.TryComplete();

    /// <summary>Writes until all is written after <see cref="Complete"/>, or nobody reads any more.</summary>
    public async Task RunAsync()
    {
        try
        {
            while (await messages.Reader.WaitToReadAsync().ConfigureAwait(false))
            {
                while (messages.Reader.TryRead(out var body))
                    Write(body.Span);
                var flushed = await output.FlushAsync().ConfigureAwait(false);
                if (flushed.IsCompleted)
                    return;
            }
        }
        catch (IOException)
        {
            // The client is gone; the end of the input tells so too.
        }
        finally
        {
            messages.Writer.TryComplete();
            await output.CompleteAsync().ConfigureAwait(false);
        }
    }

    private void Write(ReadOnlySpan<byte> body)
    {
        var header = output.GetSpan(64);
        Encoding.ASCII.TryGetBytes($"Content-Length: {body.Length}\r\n\r\n", header, out var count);
        output.Advance(count);
        while (!body.IsEmpty)
        {
            var space = output.GetSpan(Math.Min(body.Length, 1 << 16));
            var part = Math.Min(space.Length, body.Length);
            body[..part].CopyTo(space);
            output.Advance(part);
            body = body[part..];
        }
    }
}
