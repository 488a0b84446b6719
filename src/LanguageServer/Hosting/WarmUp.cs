using System.Collections.Immutable;
using System.Text.Json;
using Dsl.Language.Compilation;
using Dsl.Language.Diagnostics;
using Dsl.Language.Services.Analysis;
using Dsl.Language.Text;
using Dsl.LanguageServer.Protocol;

namespace Dsl.LanguageServer.Hosting;

/// <summary>
/// Work that nobody asked for, while the client still introduces itself: the first script of a process waits for the runtime to load every class that checks it,
/// and the first report for those that write it. It shares loaded code with the work for the client and nothing else.
/// </summary>
internal static class WarmUp
{
    /// <summary>A little of what most scripts have.</summary>
    internal const string Script = """
        ## A small network.
        model Net(classes) (x: [batch, 4]) -> [batch, classes] {
          param W: [4, 8] ~ xavier()
          param b: [8] = 0
          h = relu(x @ W + b)
          h |> layernorm() |> dense(classes)
        }
        net = Net(3)
        y = net(random([6, 4]))
        total = 0.0
        for i in 0..3 {
          total = total + sum(y)
        }
        print("{total:.1}")
        """;

    /// <summary>Begins in the background, where a processor is free for it.</summary>
    public static void Start()
    {
        if (Environment.ProcessorCount < 2)
            return;
        new Thread(static () => Quietly(static () => Check())) { IsBackground = true, Name = "warm-up" }.Start();
        new Thread(static () => Quietly(Write)) { IsBackground = true, Name = "warm-up of messages" }.Start();
    }

    /// <summary>Checks the script as a document is checked.</summary>
    /// <returns>What is wrong with it, which is nothing.</returns>
    internal static ImmutableArray<Diagnostic> Check() =>
        ScriptAnalysis.Of(new IncrementalCompiler(), new SourceText("warm-up", Script), NoFiles.Instance).Diagnostics;

    /// <summary>Writes and reads what the first messages are, in their order.</summary>
    internal static void Write()
    {
        var json = ProtocolJson.Default;
        JsonSerializer.SerializeToUtf8Bytes(new InitializeResult(new ServerCapabilities("utf-16", new TextDocumentSyncOptions(true, 2, new SaveOptions(false))), new ServerInfo("", "")), json.InitializeResult);
        JsonSerializer.Deserialize("""{"textDocument":{"uri":"","languageId":"nn","version":1,"text":""}}"""u8, json.DidOpenTextDocumentParams);
        JsonSerializer.SerializeToUtf8Bytes(new PublishDiagnosticsParams("", 1, []), json.PublishDiagnosticsParams);
    }

    private static void Quietly(Action work)
    {
        try
        {
            work();
        }
        catch (Exception)
        {
            // What only saves time must not end a connection. Whatever it is, the work for the client meets it too, and says so; each step is tested by itself.
        }
    }
}
