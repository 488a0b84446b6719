using System.Globalization;
using Dsl.Benchmarks.Rows;

namespace Dsl.Benchmarks;

/// <summary>The command line.</summary>
internal sealed record BenchmarkOptions
{
    public const string Usage = """
        Measures nn beside its peers, by turns, and prints a table.

          dotnet run -c Release --project tests/Benchmarks -- [options]

          --rows NAME,..    only the rows whose names begin so; --list shows all
          --quick           fewer and shorter repetitions
          --json FILE       writes the results for programs, too
          --data DIR,..     where MNIST, iris and the text are; else NN_DATA; stand-ins of the same shape otherwise
          --python PATH     the interpreter that has NumPy and PyTorch
          --llmc FOLDER     where llm.c's train_gpt2.c lies, which is compiled and measured beside the small GPT
          --threads N       the threads of rows that say nothing of theirs; all without it
          --processor-time  times by the processor's clock: the one that means something for --threads 1 on a busy machine
          --lock FILE       waits for and holds this lock while a row is measured
          --editor          what whoever types in an editor waits for, from the real language server, instead
          --profile SCRIPT  the time of every launch of a script's computations instead; --seconds N says how long
        """;

    public IReadOnlyList<string> Rows { get; private init; } = [];

    public bool Quick { get; private init; }

    public bool List { get; private init; }

    public bool Editor { get; private init; }

    public bool ProcessorTime { get; private init; }

    public int Threads { get; private init; } = Environment.ProcessorCount;

    public string? Json { get; private init; }

    public string? Data { get; private init; }

    public string? Python { get; private init; }

    public string? LlmC { get; private init; }

    public string? Lock { get; private init; }

    public string? Profile { get; private init; }

    public double Seconds { get; private init; } = 3;

    private BenchmarkClock Clock => ProcessorTime ? BenchmarkClock.Processor : BenchmarkClock.Wall;

    /// <summary>The settings of rows.</summary>
    public BenchmarkSettings Settings(string dataFolders) => Quick
        ? new BenchmarkSettings(0.08, 3, 3, dataFolders, Python ?? PythonLocator.Find(), Lock, Threads, Clock) { LlmC = LlmC }
        : new BenchmarkSettings(0.3, 7, 15, dataFolders, Python ?? PythonLocator.Find(), Lock, Threads, Clock) { LlmC = LlmC };

    /// <summary>The options of a command line; null when it does not fit.</summary>
    public static BenchmarkOptions? Parse(IReadOnlyList<string> arguments)
    {
        var options = new BenchmarkOptions();
        for (var i = 0; i < arguments.Count; i++)
        {
            var value = i + 1 < arguments.Count ? arguments[i + 1] : null;
            switch (arguments[i])
            {
                case "--quick":
                    options = options with { Quick = true };
                    continue;
                case "--processor-time":
                    options = options with { ProcessorTime = true };
                    continue;
                case "--editor":
                    options = options with { Editor = true };
                    continue;
                case "--list":
                    options = options with { List = true };
                    continue;
                case var _ when value is null:
                    return null;
                case "--rows":
                    options = options with { Rows = value.Split(',', StringSplitOptions.RemoveEmptyEntries) };
                    break;
                case "--json":
                    options = options with { Json = value };
                    break;
                case "--data":
                    options = options with { Data = value.Replace(',', Path.PathSeparator) };
                    break;
                case "--python":
                    options = options with { Python = value };
                    break;
                case "--llmc":
                    options = options with { LlmC = value };
                    break;
                case "--threads":
                    options = options with { Threads = int.Parse(value, CultureInfo.InvariantCulture) };
                    break;
                case "--lock":
                    options = options with { Lock = value };
                    break;
                case "--profile":
                    options = options with { Profile = value };
                    break;
                case "--seconds":
                    options = options with { Seconds = double.Parse(value, CultureInfo.InvariantCulture) };
                    break;
                default:
                    return null;
            }

            i++;
        }

        return options;
    }
}
