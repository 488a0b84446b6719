using System.IO.Pipelines;
using System.Text;
using Dsl.LanguageServer.Hosting;
using Dsl.LanguageServer.Methods;

using var error = new StreamWriter(Console.OpenStandardError(), new UTF8Encoding(false)) { AutoFlush = true, NewLine = "\n" };
if (args is ["--version"])
{
    Console.WriteLine(LifecycleMethods.Version);
    return MessageLoop.Good;
}

if (ServerOptions.Parse(args) is not { } options)
{
    error.WriteLine(ServerOptions.Usage);
    return 2;
}

WarmUp.Start();
using var input = Console.OpenStandardInput();
using var output = Console.OpenStandardOutput();

// Whatever writes to the console by mistake must not write into the protocol.
Console.SetOut(error);
using var loop = new MessageLoop(PipeReader.Create(input), PipeWriter.Create(output), error, options);
var code = await loop.RunAsync().ConfigureAwait(false);

// Work that nobody waits for any more does not keep the process.
Environment.Exit(code);
return code;
