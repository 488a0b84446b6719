using System.Text;
using Dsl.Repl;
using Dsl.Runtime.Scripts;

var warmUp = args is ["run", ..] && Array.IndexOf(args, "--threads") < 0 ? WarmUp.Start() : null;
var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
using var output = new StreamWriter(Console.OpenStandardOutput(), utf8, bufferSize: 8192) { NewLine = "\n" };
using var error = new StreamWriter(Console.OpenStandardError(), utf8, bufferSize: 1024) { AutoFlush = true, NewLine = "\n" };
try
{
    // A closed pipe is no mistake (`nn run x.nn | head`): the console stream drops what nobody reads.
    var code = CommandLine.Run(args, new Terminal(Console.OpenStandardInput, output, error), warmUp);
    output.Flush();
    return code;
}
catch (Exception exception) when (exception is IOException or UnauthorizedAccessException { InnerException: IOException })
{
    // The second is an output that was closed before the program began.
    error.WriteLine($"nn: the output cannot be written: {(exception.InnerException ?? exception).Message}");
    return ExitCode.Usage;
}
catch (Exception exception)
{
    // No script should lead here: a mistake in one is reported as such.
    output.Flush();
    error.WriteLine("nn: this is a defect of nn, not of your script; please report it with the script and these lines:");
    error.WriteLine(exception.ToString());
    return ExitCode.Defect;
}
