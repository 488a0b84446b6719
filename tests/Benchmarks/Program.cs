using System.Globalization;
using Dsl.Benchmarks;
using Dsl.Benchmarks.Contestants;
using Dsl.Benchmarks.Editor;
using Dsl.Benchmarks.Measuring;
using Dsl.Benchmarks.Profiling;
using Dsl.Benchmarks.Reporting;
using Dsl.Benchmarks.Rows;

if (args is ["--worker", var library, var rows, var inner, var columns, var seconds, var clock])
    return MatrixLibraryWorker.Run(library, Size(rows), Size(inner), Size(columns), double.Parse(seconds, CultureInfo.InvariantCulture), Enum.Parse<BenchmarkClock>(clock));
if (BenchmarkOptions.Parse(args) is not { } options)
{
    Console.Error.WriteLine(BenchmarkOptions.Usage);
    return 2;
}

if (options.Editor)
{
    EditorFigures.Print(Console.Out, options.Quick);
    return 0;
}

var folders = StandInData.Complete(options.Data ?? Environment.GetEnvironmentVariable("NN_DATA") ?? string.Empty, out var missing);
if (options.Profile is { } script)
    return ProfileCommand.Run(Console.Out, script, folders, options.Seconds, options.Threads);
if (options.List)
{
    foreach (var row in RowCatalog.All(options.Threads))
        Console.WriteLine($"{row.Name,-32} {row.Configuration}");
    return 0;
}

return Measure(options, folders, missing);

static int Size(string text) => int.Parse(text, CultureInfo.InvariantCulture);

static int Measure(BenchmarkOptions options, string folders, IReadOnlyList<string> missing)
{
    var settings = options.Settings(folders);
    var machine = MachineDescription.Text();
    Console.WriteLine(machine);
    if (settings.Clock == BenchmarkClock.Processor)
        Console.WriteLine("Times are processor time: right for one thread, and blind to waiting.");
    if (missing.Count > 0)
        Console.WriteLine($"Not found, so data of the same shape stands in: {string.Join(", ", missing)}");
    if (settings.Python is null)
        Console.WriteLine("**No python3 with NumPy on the path: the peers in Python are missing.**");
    Console.WriteLine();
    Console.WriteLine(ResultTable.Header);
    var results = new List<RowResult>();
    var failures = 0;
    foreach (var row in RowCatalog.Choose(options.Rows, options.Threads))
    {
        try
        {
            var result = RowRunner.Run(row, settings);
            results.Add(result);
            Console.Write(ResultTable.Lines(result));
        }
        catch (InvalidOperationException exception)
        {
            // One row that cannot be measured does not take the others with it.
            failures++;
            Console.WriteLine($"| `{row.Name}` {row.Configuration} | | **failed: {exception.Message}** | | | | | |");
        }
    }

    if (options.Json is { } path)
        ResultJson.Write(path, machine, results);
    return failures == 0 ? 0 : 1;
}
