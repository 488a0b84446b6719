using System.Collections.Immutable;
using Dsl.Language.Binding.Values;
using Dsl.Language.Compilation;
using Dsl.Language.Diagnostics;
using Dsl.Language.Graph;
using Dsl.Language.Programs;
using Dsl.Language.Syntax;
using Dsl.Language.Text;
using Dsl.Language.Types;
using Dsl.Runtime.Backends.Choice;
using Dsl.Runtime.Backends.Devices;
using Dsl.Runtime.Data;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Scripts;

namespace Dsl.Runtime.Embedding;

/// <summary>
/// Scripts within a program: what they name, their weights and their data stay until the engine is disposed, and later lines know them. Mistakes of a script are
/// data in results, never exceptions. All members may be called from any thread; calls wait for one another, since an engine does one thing at a time.
/// Engines are independent of each other.
/// </summary>
public sealed class ScriptEngine : IDisposable
{
    private const int MostCalls = 64;

    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly IBackend backend;
    private readonly EngineOutput output;
    private readonly RunInterruption interruption = new();
    private readonly FileSystemFileSource files;
    private readonly InteractiveScript script;
    private readonly RunContext context;
    private readonly string textPath;
    private readonly ScriptProgram program;
    private readonly List<PreparedCall> calls = [];
    private int runningThread;
    private bool isDisposed;

    /// <summary>An engine that knows nothing yet.</summary>
    /// <exception cref="ArgumentException">The device of the options is not there; the message says what there is.</exception>
    public ScriptEngine(ScriptEngineOptions? options = null)
    {
        options ??= new ScriptEngineOptions();
        backend = ComputeDevices.TryOpen(options.Device ?? ComputeDevices.Default, options.Threads, out var problem) ?? throw new ArgumentException(problem, nameof(options));
        output = new EngineOutput(options);
        files = FileSystemFileSource.FromEnvironment(options.DataFolder);
        script = new InteractiveScript(files);
        textPath = Path.Combine(options.ScriptFolder ?? string.Empty, "engine.nn");
        program = new ScriptProgram([], script.Seed, script.Counter);
        context = new RunContext(program, new RunOptions(backend, output, files, textPath, options.Seed, interruption));
    }

    /// <summary>The names known so far, each with a few words on what it stands for.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Names => Locked(() => script.Names);

    /// <summary>Checks lines and, when nothing is wrong with them, runs them on a thread of the pool.</summary>
    /// <param name="text">The lines.</param>
    /// <param name="cancellation">Ends the run, or the wait for it; a training keeps what was learned so far. Names of lines that did not come to their end stay unknown.</param>
    public Task<ScriptResult> RunAsync(string text, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        return RunAsync(new SourceText(textPath, text), cancellation);
    }

    /// <summary>Does the same with a file, beside which the script's own file names begin.</summary>
    /// <param name="path">The file.</param>
    /// <param name="settings">Other values for names that the script binds to a number, a truth value or a text, as the script would write them.</param>
    /// <param name="cancellation">Ends the run.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="ArgumentException">The script has no such setting.</exception>
    public async Task<ScriptResult> RunFileAsync(string path, IEnumerable<KeyValuePair<string, string>>? settings = null, CancellationToken cancellation = default)
    {
        var bytes = await File.ReadAllBytesAsync(path, cancellation).ConfigureAwait(false);
        var tree = SyntaxTree.ParseBytes(path, bytes);
        var source = ScriptSettings.Apply(tree.Source, [.. settings ?? []], out var problem);
        if (problem is not null)
            throw new ArgumentException(problem, nameof(settings));
        return await RunAsync(source, cancellation).ConfigureAwait(false);
    }

    /// <summary>The value of an expression, such as a name, a weight (<c>net.first.W</c>) or a computation with both. It changes nothing, but that a model applied for the first time gets its weights.</summary>
    public ValueResult Evaluate(string expression) => Locked(() =>
    {
        var (node, diagnostics) = Prepare(expression, []);
        if (node is null)
            return new ValueResult(null, diagnostics);
        using var computation = new Computation(backend, context.Environment, node.Value.Location, [node.Value.Node], []) { RunsOnce = true };
        try
        {
            return context.Run(computation) is { } fault
                ? new ValueResult(null, [new ScriptDiagnostic(fault)])
                : new ValueResult(TensorData.Of(computation.Output(0)), diagnostics);
        }
        catch (DeviceException exception)
        {
            return new ValueResult(null, [new ScriptDiagnostic(new Diagnostic(RuntimeErrors.DeviceFailed, node.Value.Location, exception.Message))]);
        }
    });

    /// <summary>Gives a name a value, for lines that are run from here on. The numbers are copied.</summary>
    /// <exception cref="ArgumentException">The name is none in the language.</exception>
    public void Set(string name, TensorData value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (!IsName(name))
            throw new ArgumentException($"'{name}' is no name of a script", nameof(name));
        Locked(() =>
        {
            var input = InputFor(name, value.Shape, value.IsInteger);
            value.CopyTo(context.Environment.InputStorage(input, value.Shape));
            script.Supply([input]);
            return true;
        });
    }

    /// <summary>The model that a name stands for, to be called with arrays and spans.</summary>
    /// <exception cref="ArgumentException">The name stands for nothing, or for something that cannot be applied to a tensor.</exception>
    public ScriptModel GetModel(string name) => Locked(() =>
    {
        var known = IsName(name) ? script.BoundNames.FirstOrDefault(bound => bound.Name == name) : default;
        return known.Value switch
        {
            null => throw new ArgumentException($"the engine knows no name '{name}'", nameof(name)),
            CallableValue => new ScriptModel(this, name),
            _ => throw new ArgumentException($"'{name}' is {script.Names.First(described => described.Key == name).Value}, and no model or function", nameof(name)),
        };
    });

    /// <summary>Frees everything, compiled models included.</summary>
    public void Dispose()
    {
        RefuseCallsFromWithin();
        gate.Wait();
        try
        {
            if (isDisposed)
                return;
            isDisposed = true;
            ForgetCalls();
            context.Dispose();
            interruption.Dispose();
            (backend as IDisposable)?.Dispose();
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Applies what a name stands for to an input; compiled when the shape is new, or when lines were run since.</summary>
    /// <param name="name">The name.</param>
    /// <param name="shape">The input's shape.</param>
    /// <param name="isInteger">Whether its numbers are whole.</param>
    /// <param name="write">Writes the input.</param>
    /// <param name="read">Reads the result.</param>
    internal T Call<T>(string name, ReadOnlySpan<int> shape, bool isInteger, Action<Tensor> write, Func<Tensor, T> read)
    {
        Enter();
        try
        {
            var call = FindCall(name, shape, isInteger) ?? PrepareCall(name, [.. shape], isInteger);
            write(context.Environment.InputStorage(call.Input, call.Shape));
            return context.Run(call.Computation) is { } fault
                ? throw new InvalidOperationException(new ScriptDiagnostic(fault).ToString())
                : read(call.Computation.Output(0));
        }
        finally
        {
            gate.Release();
        }
    }

    private PreparedCall? FindCall(string name, ReadOnlySpan<int> shape, bool isInteger)
    {
        // The one used last comes last, so that the first can be dropped.
        for (var i = calls.Count - 1; i >= 0; i--)
        {
            var call = calls[i];
            if (call.Name != name || call.IsInteger != isInteger || !call.Shape.AsSpan().SequenceEqual(shape))
                continue;
            if (i < calls.Count - 1)
            {
                calls.RemoveAt(i);
                calls.Add(call);
            }

            return call;
        }

        return null;
    }

    private PreparedCall PrepareCall(string name, ImmutableArray<int> shape, bool isInteger)
    {
        var input = InputFor($"input_of_{name}", shape, isInteger);
        context.Environment.InputStorage(input, shape).Clear();
        var (node, diagnostics) = Prepare($"{name}({input.Name})", [input]);
        if (node is not var (value, location))
            throw new ArgumentException(diagnostics.IsEmpty ? $"{name} gives no single tensor" : diagnostics[0].ToString(), nameof(name));
        var call = new PreparedCall(name, shape, isInteger, input, new Computation(backend, context.Environment, location, [value], []));
        if (calls.Count == MostCalls)
        {
            calls[0].Dispose();
            context.Environment.Forget(calls[0].Input);
            calls.RemoveAt(0);
        }

        calls.Add(call);
        return call;
    }

    private void ForgetCalls()
    {
        foreach (var call in calls)
            call.Dispose();
        calls.Clear();
    }

    private async Task<ScriptResult> RunAsync(SourceText source, CancellationToken cancellation)
    {
        try
        {
            await gate.WaitAsync(cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return new ScriptResult(ScriptStatus.Cancelled, [], []);
        }

        try
        {
            return isDisposed ? throw new ObjectDisposedException(nameof(ScriptEngine)) : await Task.Run(() => Run(source, cancellation), CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            gate.Release();
        }
    }

    private ScriptResult Run(SourceText source, CancellationToken cancellation)
    {
        var outer = runningThread;
        runningThread = Environment.CurrentManagedThreadId;
        try
        {
            return RunHere(source, cancellation);
        }
        finally
        {
            runningThread = outer;
        }
    }

    private ScriptResult RunHere(SourceText source, CancellationToken cancellation)
    {
        interruption.Renew();
        output.Begin();
        ForgetCalls();
        var entry = script.Enter(source);
        var diagnostics = entry.Diagnostics.Select(static diagnostic => new ScriptDiagnostic(diagnostic)).ToImmutableArray();
        if (entry.HasErrors)
            return new ScriptResult(ScriptStatus.Rejected, diagnostics, []);

        // The first request ends a training and keeps its result, the second the run.
        using var registration = cancellation.Register(() =>
        {
            interruption.Request();
            interruption.Request();
        });
        context.ScriptPath = source.Path;
        var hasBegun = false;
        var isDone = false;
        try
        {
            var result = ScriptRunner.Run(context, entry.Starts);
            if (result.Reason == RunEnd.Completed)
            {
                hasBegun = true;
                result = ScriptRunner.Run(context, entry.Actions);
            }

            isDone = result.Reason == RunEnd.Completed;
            if (result.Fault is { } fault)
                diagnostics = diagnostics.Add(new ScriptDiagnostic(fault));
            var status = result.Reason switch
            {
                RunEnd.Completed => ScriptStatus.Completed,
                RunEnd.Faulted => ScriptStatus.Faulted,
                _ => ScriptStatus.Cancelled,
            };
            return new ScriptResult(status, diagnostics, output.Take());
        }
        finally
        {
            if (!isDone)
                script.Withdraw(hasBegun);
            context.ReleaseComputations();
            ValueRetention.FreeOthers(context, program, script.Settle());
        }
    }

    private ((Node Node, SourceLocation Location)? Value, ImmutableArray<ScriptDiagnostic> Diagnostics) Prepare(string expression, ImmutableArray<GraphInput> inputs)
    {
        ArgumentNullException.ThrowIfNull(expression);
        var entry = script.Prepare(new SourceText(textPath, expression), inputs);
        if (!entry.Starts.IsEmpty && IsExpression(entry))
        {
            // Its first application makes the weights of a model, and this one is it.
            script.Supply(inputs);
            var result = Run(new SourceText(textPath, $"{expression};"), CancellationToken.None);
            if (!result.IsSuccess)
                return (null, result.Diagnostics);
            entry = script.Prepare(new SourceText(textPath, expression), inputs);
        }

        var diagnostics = entry.Diagnostics.Select(static diagnostic => new ScriptDiagnostic(diagnostic)).ToImmutableArray();
        return IsExpression(entry) && entry.Actions is [.., EchoAction { Value: NodeValue { Node: var node } } echo] ? ((node, echo.Location), diagnostics) : (null, diagnostics);
    }

    // An expression alone is computed and printed; anything else acts, and is no value.
    private static bool IsExpression(InteractiveEntry entry) =>
        entry.Actions is [.., EchoAction { Value: NodeValue }] && entry.Actions.All(static action => action is ComputeAction or EchoAction or AssignAction);

    private T Locked<T>(Func<T> work)
    {
        Enter();
        try
        {
            return work();
        }
        finally
        {
            gate.Release();
        }
    }

    private void Enter()
    {
        RefuseCallsFromWithin();
        gate.Wait();
        if (!isDisposed)
        {
            // What ended an earlier run is over with it.
            interruption.Renew();
            return;
        }

        gate.Release();
        throw new ObjectDisposedException(nameof(ScriptEngine));
    }

    // It would wait for itself for ever.
    private void RefuseCallsFromWithin()
    {
        if (runningThread == Environment.CurrentManagedThreadId)
            throw new InvalidOperationException("the engine is running a script: what is told of progress or of a line cannot call it, but may keep what it needs for later");
    }

    private static GraphInput InputFor(string name, ImmutableArray<int> shape, bool isInteger) =>
        new(name, new TensorType(isInteger ? ElementType.Int : ElementType.Float32, new Shape([.. shape.Select(static size => new Axis(size))])));

    private static bool IsName(string name) =>
        SyntaxTree.Parse(new SourceText("name", name ?? string.Empty)) is { Diagnostics.IsEmpty: true, Root.Statements: [ExpressionStatementSyntax { Expression: NameSyntax found }] } && found.Name == name;
}
