using System.CommandLine;
using System.CommandLine.Invocation;
using Dsl.Language.Data;
using Dsl.Language.Types;
using Dsl.Repl.Bench;
using Dsl.Repl.Prompt;
using Dsl.Runtime.Backends.Choice;
using Dsl.Runtime.Data;
using Dsl.Runtime.Reports;
using Dsl.Runtime.Scripts;

namespace Dsl.Repl;

/// <summary>The program's commands, options and help.</summary>
internal static class CommandLine
{
    /// <summary>Carries out a command line.</summary>
    /// <param name="arguments">What was typed.</param>
    /// <param name="terminal">The program's streams.</param>
    /// <param name="warmUp">What has begun for a run already.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static int Run(string[] arguments, Terminal terminal, WarmUp? warmUp = null) =>
        // What is asked for most often is understood without the machinery of options, which takes as long to start as a small script to run.
        arguments is ["run", var script] && script.Length > 0 && script[0] is not ('-' or '@') ? RunCommand.Run(terminal, new RunRequest(script), warmUp)
        : arguments is ["repl"] || (arguments.Length == 0 && terminal.InputIsTerminal && terminal.OutputIsTerminal) ? ReplCommand.Run(terminal, new PromptRequest())
        : Parse(arguments, terminal, warmUp);

    /// <summary>All commands with their arguments and options.</summary>
    internal static RootCommand Commands(Terminal terminal, WarmUp? warmUp = null) => new("nn: a small language to describe, check, train and use neural networks")
    {
        RunScript(terminal, warmUp),
        Prompt(terminal),
        Check(terminal),
        Format(terminal),
        Explain(terminal),
        Data(terminal),
        Summary(terminal),
        Graph(terminal),
        Export(terminal),
        Benchmark(terminal),
        New(terminal),
        Devices(terminal),
    };

    private static int Parse(string[] arguments, Terminal terminal, WarmUp? warmUp)
    {
        var root = Commands(terminal, warmUp);
        var parsed = root.Parse(arguments.Length > 0 ? arguments : terminal.InputIsTerminal && terminal.OutputIsTerminal ? ["repl"] : ["--help"]);
        if (CommandMistakes.Find(root, parsed, arguments) is { } unknown)
        {
            terminal.Error.WriteLine($"nn: {unknown}");
            return ExitCode.Usage;
        }

        if (parsed.Action is ParseErrorAction mistake)
        {
            // Both would go to standard output, where only results belong.
            mistake.ShowHelp = false;
            mistake.ShowTypoCorrections = false;
        }

        // Ctrl+C is the running script's own affair, so no handler of the command line's is wanted.
        var configuration = new InvocationConfiguration
        {
            Output = terminal.Output,
            Error = terminal.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        };
        var code = parsed.Invoke(configuration);
        return parsed.Action is ParseErrorAction ? ExitCode.Usage : code;
    }

    private static Command RunScript(Terminal terminal, WarmUp? warmUp)
    {
        var file = new Argument<string>("FILE") { Description = "the script; - reads standard input" };
        var seed = Seed();
        var data = DataFolder();
        var backend = Backend();
        var threads = Threads();
        var set = Settings();
        var statistics = new Option<bool>("--stats") { Description = "after the run, figures of every computation: kernels, launches, memory, compile time" };
        var dump = DumpStage();
        var dumpFolder = DumpFolder(dump);
        var report = new Option<string?>("--report") { Description = "after the run, a page about it that any browser shows: curves, pictures, output, weights", HelpName = "FILE.html" };
        var events = new Option<string?>("--events") { Description = "a file or pipe for programs that follow the run: what happens as JSON, an object a line", HelpName = "FILE" };
        var command = new Command("run", "check a script and run it") { file, set, seed, data, backend, threads, report, statistics, dump, dumpFolder, events };
        command.SetAction(parsed => RunCommand.Run(terminal, new RunRequest(
            parsed.GetValue(file)!, parsed.GetValue(seed), parsed.GetValue(data), parsed.GetValue(backend)!, parsed.GetValue(threads), parsed.GetValue(statistics),
            Dump(terminal, parsed.GetValue(dump), parsed.GetValue(dumpFolder)), [.. (parsed.GetValue(set) ?? []).Select(NameAndValue)], parsed.GetValue(events))
        {
            ReportPath = parsed.GetValue(report),
        }, warmUp));
        return command;
    }

    private static Command Prompt(Terminal terminal)
    {
        var seed = Seed();
        var data = DataFolder();
        var backend = Backend();
        var threads = Threads();
        var command = new Command("repl", "read entries one after another, and run each at once") { seed, data, backend, threads };
        command.SetAction(parsed => ReplCommand.Run(
            terminal, new PromptRequest(parsed.GetValue(seed), parsed.GetValue(data), parsed.GetValue(backend)!, parsed.GetValue(threads))));
        return command;
    }

    private static Option<long> Seed()
    {
        var seed = new Option<long>("--seed") { Description = "the seed of all that is random, until the script sets one itself", HelpName = "N" };
        seed.Validators.Add(static result =>
        {
            if (result.Tokens is [var token] && !long.TryParse(token.Value, out _))
                result.AddError("--seed needs a whole number");
        });
        return seed;
    }

    private static Option<string> Backend()
    {
        var backend = new Option<string>("--device", "--backend")
        {
            Description = "what computes: auto (a GPU for large work, where there is one), cpu, cuda, opencl, cuda:1, opencl:1 ...; reference is slow and exact",
            HelpName = "NAME",
            DefaultValueFactory = static _ => ComputeDevices.Default,
        };
        backend.Validators.Add(static result =>
        {
            if (result.Tokens is [var token] && !ComputeDevices.IsName(token.Value))
                result.AddError($"--device takes {string.Join(", ", ComputeDevices.Names)}, and opencl:1 and so on for further devices; '{token.Value}' is none of them");
        });
        return backend;
    }

    private static Option<int> Threads()
    {
        var threads = new Option<int>("--threads") { Description = "threads that compute; results are the same for every number", HelpName = "N" };
        threads.Validators.Add(static result =>
        {
            if (result.Tokens is [var token] && (!int.TryParse(token.Value, out var number) || number < 1))
                result.AddError("--threads needs a whole number from 1 on");
        });
        return threads;
    }

    private static Option<string[]> Settings()
    {
        var set = new Option<string[]>("--set")
        {
            Description = "another value for a name that the script binds, at top level, to a number, true, false or a text: --set steps=20",
            HelpName = "NAME=VALUE",
        };
        set.Validators.Add(static result =>
        {
            foreach (var token in result.Tokens.Where(static token => token.Value.IndexOf('=', StringComparison.Ordinal) < 1))
                result.AddError($"--set needs a name and a value, as in --set steps=20; '{token.Value}' has not both");
        });
        return set;
    }

    private static KeyValuePair<string, string> NameAndValue(string setting)
    {
        var sign = setting.IndexOf('=', StringComparison.Ordinal);
        return new KeyValuePair<string, string>(setting[..sign].Trim(), setting[(sign + 1)..].Trim());
    }

    private static Command Check(Terminal terminal)
    {
        var files = new Argument<string[]>("FILE") { Description = "scripts; - reads standard input", Arity = ArgumentArity.OneOrMore };
        var data = DataFolder();
        var format = new Option<string>("--format") { Description = "text for people, json for programs", HelpName = "FORM", DefaultValueFactory = static _ => "text" };
        format.AcceptOnlyFromAmong("text", "json");
        var dump = DumpStage();
        var dumpFolder = DumpFolder(dump);
        var command = new Command("check", "say what is wrong with scripts, without running them") { files, data, format, dump, dumpFolder };
        command.SetAction(parsed => CheckCommand.Run(
            terminal, parsed.GetValue(files)!, parsed.GetValue(data), parsed.GetValue(format) == "json", Dump(terminal, parsed.GetValue(dump), parsed.GetValue(dumpFolder))));
        return command;
    }

    private static Option<string?> DataFolder() =>
        new("--data") { Description = "a folder to look for data in, after the script's own and before those of NN_DATA", HelpName = "DIR" };

    private static Option<string?> DumpStage()
    {
        var option = new Option<string?>("--dump")
        {
            Description = $"show every computation at a stage of its compilation: {string.Join(", ", CompilationStages.All.Select(static stage => stage.Name))}, or all",
            HelpName = "STAGE",
        };
        option.AcceptOnlyFromAmong([.. CompilationStages.All.Select(static stage => stage.Name), StageDump.EveryStage]);
        return option;
    }

    private static Option<string?> DumpFolder(Option<string?> stage)
    {
        var folder = new Option<string?>("--dump-to") { Description = "a folder that takes what --dump shows, a file for each computation and stage", HelpName = "DIR" };
        folder.Validators.Add(result =>
        {
            if (result.GetResult(stage) is null)
                result.AddError("--dump-to takes what --dump shows; say what, as in --dump schedule --dump-to DIR");
        });
        return folder;
    }

    private static StageDump? Dump(Terminal terminal, string? stage, string? folder) =>
        stage is null ? null : new StageDump(terminal, StageDump.StagesOf(stage), folder);

    private static Command Format(Terminal terminal)
    {
        var files = new Argument<string[]>("FILE") { Description = "scripts; - reads standard input and writes standard output", Arity = ArgumentArity.OneOrMore };
        var check = new Option<bool>("--check") { Description = "only say which scripts are not in the canonical style, and exit with 1 if any" };
        var command = new Command("fmt", "rewrite scripts in the one canonical style") { files, check };
        command.SetAction(parsed => FormatCommand.Run(terminal, parsed.GetValue(files)!, parsed.GetValue(check)));
        return command;
    }

    private static Command Explain(Terminal terminal)
    {
        var code = new Argument<string>("CODE") { Description = "the code of an error, such as NN3001" };
        var command = new Command("explain", "explain an error, with an example and how to mend it") { code };
        command.SetAction(parsed => ExplainCommand.Run(terminal, parsed.GetValue(code)!));
        return command;
    }

    private static Command Data(Terminal terminal)
    {
        var folder = new Option<string?>("--to") { Description = "the folder to fetch into; else a folder of the user's, in which scripts look for data at last", HelpName = "DIR" };
        var source = new Option<string?>("--from") { Description = "an address below which the files lie, instead of where they are published (or NN_DATA_SOURCE)", HelpName = "ADDRESS" };
        var names = new Argument<string[]>("NAME") { Description = "data sets, such as iris", Arity = ArgumentArity.OneOrMore };
        var list = new Command("list", "say which data sets there are") { folder };
        list.SetAction(parsed => DataCommand.List(terminal, PublicDataSets.All, parsed.GetValue(folder) ?? UserDataFolder.Find()));
        var get = new Command("get", "fetch data sets, so that scripts find their files by name") { names, folder, source };
        get.SetAction(parsed => DataCommand.Get(
            terminal, PublicDataSets.All, parsed.GetValue(names)!, parsed.GetValue(folder) ?? UserDataFolder.Find(),
            parsed.GetValue(source) ?? Environment.GetEnvironmentVariable("NN_DATA_SOURCE"), new DownloadSettings()));
        return new Command("data", "list and fetch public data") { list, get };
    }

    private static Command Summary(Terminal terminal)
    {
        var file = new Argument<string>("FILE") { Description = "the script; - reads standard input" };
        var name = new Argument<string?>("NAME") { Description = "the name that the script binds the model to; else its only one", Arity = ArgumentArity.ZeroOrOne };
        var batch = Positive("--batch", "rows of a batch (1)");
        var context = Positive("--context", "the value of other open sizes, such as the length of a sequence; else the largest that the model allows");
        var precision = new Option<string>("--precision") { Description = "in which type training stores values", HelpName = "TYPE", DefaultValueFactory = static _ => "f32" };
        precision.AcceptOnlyFromAmong("f32", "f16", "bf16");
        var accelerator = new Option<string>("--gpu")
        {
            Description = "a GPU to estimate the time of a step on",
            HelpName = "NAME",
            DefaultValueFactory = static _ => Accelerators.All[0].Name,
        };
        accelerator.AcceptOnlyFromAmong([.. Accelerators.All.Select(static gpu => gpu.Name)]);
        var data = DataFolder();
        var set = Settings();
        var command = new Command("summary", "show what a model has and computes, layer by layer, without running the script") { file, name, batch, context, precision, accelerator, set, data };
        command.SetAction(parsed => SummaryCommand.Run(terminal, new SummaryRequest(
            parsed.GetValue(file)!, parsed.GetValue(name), parsed.GetValue(batch) ?? 1, parsed.GetValue(context), ElementTypes.FromName(parsed.GetValue(precision)!)!.Value,
            Accelerators.Find(parsed.GetValue(accelerator)!)!, parsed.GetValue(data), [.. (parsed.GetValue(set) ?? []).Select(NameAndValue)])));
        return command;
    }

    private static Command Graph(Terminal terminal)
    {
        var file = new Argument<string>("FILE") { Description = "the script; - reads standard input" };
        var name = new Argument<string?>("NAME") { Description = "the name that the script binds a model or a tensor to; else its only model", Arity = ArgumentArity.ZeroOrOne };
        var format = new Option<string?>("--format") { Description = $"{string.Join(", ", GraphCommand.Formats)}; else what the end of --out says, else svg", HelpName = "FORM" };
        format.AcceptOnlyFromAmong([.. GraphCommand.Formats]);
        var output = new Option<string?>("--out") { Description = "the file to write; else standard output", HelpName = "FILE" };
        var data = DataFolder();
        var set = Settings();
        var command = new Command("graph", "draw a model, or what leads to a value, without running the script") { file, name, format, output, set, data };
        command.SetAction(parsed => GraphCommand.Run(terminal, new GraphRequest(
            parsed.GetValue(file)!, parsed.GetValue(name), parsed.GetValue(format), parsed.GetValue(output), parsed.GetValue(data),
            [.. (parsed.GetValue(set) ?? []).Select(NameAndValue)])));
        return command;
    }

    private static Command Export(Terminal terminal)
    {
        var file = new Argument<string>("FILE") { Description = "the script; - reads standard input" };
        var name = new Argument<string?>("NAME") { Description = "the name that the script binds the model to; else its only one", Arity = ArgumentArity.ZeroOrOne };
        var weights = new Option<string?>("--weights") { Description = "a file that save or a checkpoint wrote; else the weights are those that the script gives without training", HelpName = "FILE" };
        var output = new Option<string?>("--out") { Description = "the file to write; else the model's name with .onnx behind it, in the current folder", HelpName = "FILE" };
        var (seed, data, set) = (Seed(), DataFolder(), Settings());
        var command = new Command("export", "write a model as an ONNX file for other programs, without running the script") { file, name, weights, output, set, seed, data };
        command.SetAction(parsed => ExportCommand.Run(terminal, new ExportRequest(
            parsed.GetValue(file)!, parsed.GetValue(name), parsed.GetValue(weights), parsed.GetValue(output), parsed.GetValue(seed), parsed.GetValue(data),
            [.. (parsed.GetValue(set) ?? []).Select(NameAndValue)])));
        return command;
    }

    private static Command Benchmark(Terminal terminal)
    {
        var file = new Argument<string>("FILE") { Description = "the script; - reads standard input" };
        var seconds = new Option<double>("--seconds") { Description = "how long the steps of a training may take in all before it is ended (3)", HelpName = "N", DefaultValueFactory = static _ => BenchRequest.UsualSeconds };
        seconds.Validators.Add(static result =>
        {
            if (result.Tokens is [var token] && !(double.TryParse(token.Value, System.Globalization.CultureInfo.InvariantCulture, out var number) && number > 0))
                result.AddError("--seconds needs a number above 0");
        });
        var format = new Option<string>("--format") { Description = "text for people, json for programs", HelpName = "FORM", DefaultValueFactory = static _ => "text" };
        format.AcceptOnlyFromAmong("text", "json");
        var (seed, data, backend, threads, set) = (Seed(), DataFolder(), Backend(), Threads(), Settings());
        var command = new Command("bench", "run a script, its trainings for a few seconds each, and say how fast everything in it was") { file, seconds, format, set, seed, data, backend, threads };
        command.SetAction(parsed => BenchCommand.Run(terminal, new BenchRequest(
            parsed.GetValue(file)!, parsed.GetValue(seconds), parsed.GetValue(format) == "json", parsed.GetValue(seed), parsed.GetValue(data), parsed.GetValue(backend)!,
            parsed.GetValue(threads), [.. (parsed.GetValue(set) ?? []).Select(NameAndValue)])));
        return command;
    }

    private static Option<int?> Positive(string name, string description)
    {
        var option = new Option<int?>(name) { Description = description, HelpName = "N" };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && (!int.TryParse(token.Value, out var number) || number < 1))
                result.AddError($"{name} needs a whole number from 1 on");
        });
        return option;
    }

    private static Command New(Terminal terminal)
    {
        var file = new Argument<string>("FILE") { Description = "where to; a file that is there already is left as it is" };
        var command = new Command("new", "write a small script to start from") { file };
        command.SetAction(parsed => NewCommand.Run(terminal, parsed.GetValue(file)!));
        return command;
    }

    private static Command Devices(Terminal terminal)
    {
        var command = new Command("devices", "list what scripts can be computed on");
        command.SetAction(_ => DevicesCommand.Run(terminal));
        return command;
    }
}
