using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Dsl.Repl.Tests;

/// <summary>A server for one test on this machine, which answers each request as the test says and may be as rude as it likes.</summary>
internal sealed class LoopbackServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly Func<LoopbackRequest, Stream, Task> answer;
    private readonly CancellationTokenSource end = new();

    public LoopbackServer(Func<LoopbackRequest, Stream, Task> answer)
    {
        this.answer = answer;
        listener.Start();
        _ = Accept();
    }

    /// <summary>All requests so far, in order.</summary>
    public ConcurrentQueue<LoopbackRequest> Requests { get; } = new();

    /// <summary>The address of a path.</summary>
    public string Address(string path) => $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/{path}";

    /// <summary>Writes a response's head.</summary>
    public static Task Head(Stream stream, string status, params string[] headers) =>
        stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\n{string.Concat(headers.Select(static h => h + "\r\n"))}Connection: close\r\n\r\n")).AsTask();

    /// <summary>Answers with the part of a file that was asked for.</summary>
    public static async Task Serve(LoopbackRequest request, Stream stream, byte[] content)
    {
        if (request.RangeStart is { } start)
            await Head(stream, "206 Partial Content", $"Content-Length: {content.Length - start}", $"Content-Range: bytes {start}-{content.Length - 1}/{content.Length}");
        else
            await Head(stream, "200 OK", $"Content-Length: {content.Length}");
        await stream.WriteAsync(content.AsMemory((int)(request.RangeStart ?? 0)));
    }

    public void Dispose()
    {
        end.Cancel();
        listener.Dispose();
        end.Dispose();
    }

    private async Task Accept()
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync(end.Token);
                _ = Answer(client);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task Answer(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
                var lines = new List<string>();
                while (await reader.ReadLineAsync(end.Token) is { Length: > 0 } line)
                    lines.Add(line);
                var request = new LoopbackRequest(lines[0].Split(' ')[1], [.. lines.Skip(1)]);
                Requests.Enqueue(request);
                await answer(request, stream);
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException)
            {
                // The client gave up first.
            }
        }
    }
}

/// <summary>A request to a loopback server.</summary>
internal sealed record LoopbackRequest(string Path, IReadOnlyList<string> Headers)
{
    /// <summary>From where on the rest of a file is asked for, or null.</summary>
    public long? RangeStart
    {
        get
        {
            const string Prefix = "Range: bytes=";
            var range = Headers.FirstOrDefault(static h => h.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase));
            return range is null ? null : long.Parse(range[Prefix.Length..^1], System.Globalization.CultureInfo.InvariantCulture);
        }
    }
}
