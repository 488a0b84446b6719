using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Dsl.Benchmarks.Editor;

/// <summary>A language server as a process of its own, spoken to message by message.</summary>
internal sealed class EditorConnection : IDisposable
{
    private readonly Process process;
    private readonly Stream input;
    private readonly Stream output;
    private int lastId;

    public EditorConnection()
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "nn-language-server.dll"));
        start.Environment.TryAdd("DOTNET_GCgen0size", "0x3000000"); // as our extension starts it
        process = Process.Start(start)!;
        process.ErrorDataReceived += static (_, line) => Console.Error.WriteLine(line.Data);
        process.BeginErrorReadLine();
        input = process.StandardInput.BaseStream;
        output = new BufferedStream(process.StandardOutput.BaseStream, 1 << 16);
    }

    /// <summary>The memory that it holds, in bytes.</summary>
    public long Memory
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64;
        }
    }

    /// <summary>Introduces the client.</summary>
    public void Initialize()
    {
        var id = Request("initialize", """{"processId": null, "rootUri": null, "capabilities": {} }""");
        Answer(id).Dispose();
        Notify("initialized", "{}");
    }

    /// <summary>Opens a document.</summary>
    public void Open(string uri, string text) =>
        Notify("textDocument/didOpen", $$"""{"textDocument": {"uri": "{{uri}}", "languageId": "nn", "version": 1, "text": {{JsonSerializer.Serialize(text)}} } }""");

    /// <summary>Replaces some characters of a line.</summary>
    public void Edit(string uri, int version, int line, int character, int length, string text) => Notify("textDocument/didChange", $$"""
        {"textDocument": {"uri": "{{uri}}", "version": {{version}} }, "contentChanges": [{"range": {"start": {"line": {{line}}, "character": {{character}} },
         "end": {"line": {{line}}, "character": {{character + length}} } }, "text": {{JsonSerializer.Serialize(text)}} }]}
        """);

    /// <summary>Waits for the reports on a version; gives how many there are.</summary>
    public int Reports(int version)
    {
        while (true)
        {
            using var message = Read();
            if (message.RootElement.TryGetProperty("method", out var method) && method.ValueEquals("textDocument/publishDiagnostics"u8)
                && message.RootElement.GetProperty("params") is var sent && sent.TryGetProperty("version", out var number) && number.GetInt32() == version)
            {
                return sent.GetProperty("diagnostics").GetArrayLength();
            }
        }
    }

    /// <summary>Sends a request; gives its id.</summary>
    public int Request(string method, string parameters)
    {
        Send($$"""{"jsonrpc": "2.0", "id": {{++lastId}}, "method": "{{method}}", "params": {{parameters}} }""");
        return lastId;
    }

    /// <summary>Waits for the answer to a request.</summary>
    public JsonDocument Answer(int id)
    {
        while (true)
        {
            var message = Read();
            if (!message.RootElement.TryGetProperty("method", out _) && message.RootElement.GetProperty("id").GetInt32() == id)
                return message;
            message.Dispose();
        }
    }

    /// <summary>Sends a notification.</summary>
    public void Notify(string method, string parameters) => Send($$"""{"jsonrpc": "2.0", "method": "{{method}}", "params": {{parameters}} }""");

    public void Dispose()
    {
        input.Close();
        if (!process.WaitForExit(TimeSpan.FromSeconds(10)))
            process.Kill();
        process.Dispose();
        output.Dispose();
    }

    private void Send(string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        input.Write(Encoding.ASCII.GetBytes($"Content-Length: {bytes.Length}\r\n\r\n"));
        input.Write(bytes);
        input.Flush();
    }

    private JsonDocument Read()
    {
        var length = 0;
        for (var line = ReadLine(); line.Length > 0; line = ReadLine())
        {
            if (line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
                length = int.Parse(line.AsSpan(15), NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture);
        }

        var body = new byte[length];
        output.ReadExactly(body);
        return JsonDocument.Parse(body);
    }

    private string ReadLine()
    {
        var line = new StringBuilder();
        while (true)
        {
            var next = output.ReadByte();
            if (next < 0)
                throw new EndOfStreamException("the server ended");
            if (next == '\n')
                return line.ToString().TrimEnd('\r');
            line.Append((char)next);
        }
    }
}
