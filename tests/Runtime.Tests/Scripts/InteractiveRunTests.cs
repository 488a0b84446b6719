using Dsl.Language.Diagnostics;
using Dsl.Language.Programs;
using Dsl.Language.Text;
using Dsl.Runtime.Backends.Cpu;
using Dsl.Runtime.Data;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Scripts;

namespace Dsl.Runtime.Tests.Scripts;

/// <summary>What a run that goes on from entry to entry keeps, and what it lets go.</summary>
public sealed class InteractiveRunTests : IDisposable
{
    private const long MatrixBytes = 4_000_000;
    private const string Training = "train(net, (x, y), loss: (a, b) => mean((a - b)^2), optimizer: sgd(0.01), epochs: 100000)";

    private readonly CpuBackend backend = new();
    private readonly RunInterruption interruption = new();
    private readonly InterruptingOutput output;
    private readonly InteractiveRun run;

    public InteractiveRunTests()
    {
        output = new InterruptingOutput(interruption);
        run = new InteractiveRun(new RunOptions(backend, output, new FileSystemFileSource(null, null), string.Empty, Interruption: interruption));
    }

    public void Dispose()
    {
        run.Dispose();
        interruption.Dispose();
        backend.Dispose();
    }

    [Theory]
    [InlineData("x = ones()([1000, 1000])")]
    [InlineData("ones()([1000, 1000]);")]
    [InlineData("x = random([1000, 1000]); y = x * 2")]
    public void Values_that_were_replaced_are_freed(string entry)
    {
        for (var i = 0; i < 200; i++)
        {
            Enter(entry);
            Assert.True(run.KeptBytes < 3 * MatrixBytes, $"{run.KeptBytes} bytes after {i + 1} entries");
        }
    }

    [Fact]
    public void A_value_computed_from_the_one_before_does_not_keep_it()
    {
        Enter("x = ones()([1000, 1000])");
        for (var i = 0; i < 30; i++)
            Enter("x = x * 0.5 + 1");
        Assert.True(run.KeptBytes < 2 * MatrixBytes, $"{run.KeptBytes} bytes");
        Enter("print(\"{x[0, 0]:.3}\")");
        Assert.Equal("2.000", output.Lines[^1]);
    }

    [Fact]
    public void What_a_gradient_between_named_values_reads_stays()
    {
        Enter("a = random([3]); x = random([3]); h = x * 1");
        Enter("s = sum(h * a * h)");
        Enter("before = grad(s, wrt: h)");
        Enter("a = 0; x = 0");
        Enter("print(all(grad(s, wrt: h) == before))");
        Assert.Equal("true", output.Lines[^1]);
    }

    [Fact]
    public void Weights_of_a_model_that_was_replaced_are_freed()
    {
        for (var i = 0; i < 20; i++)
        {
            Enter("net = dense(1000)");
            Enter("net(ones()([1, 1000]));");
        }

        Assert.True(run.KeptBytes < 2 * MatrixBytes, $"{run.KeptBytes} bytes");
        Enter("other = net; net = 0");
        Enter("print(shape(other(ones()([2, 1000]))))");
        Assert.Equal("[2, 1000]", output.Lines[^1]);
    }

    [Fact]
    public void Closures_data_and_settings_keep_what_they_read()
    {
        Enter("x = random([4]); moons = make_moons(20)");
        Enter("f = () => sum(x) * 1");
        Enter("rows = split(moons, 0.5); moons = 0");
        Enter("model Scaled(by) (x: [n]) = x * by");
        Enter("scaled = Scaled(x * 2); want = x * 2 * x");
        Enter("print(rows.train.rows)");
        Enter("print(all(scaled(x) == want))");
        Enter("x2 = x; x = 0");
        Enter("print(all(scaled(x2) == want))");
        Assert.Equal(["10", "true", "true"], output.Lines);
    }

    [Fact]
    public void A_training_that_was_ended_leaves_its_history_and_what_was_learned()
    {
        Enter("x = random([8, 2]); y = x @ [[1.0], [2.0]]; net = dense(1, bias: false)");
        Enter("loss = mean((net(x) - y)^2)");
        output.InterruptsAfter = 5;
        Enter($"history = {Training}");
        output.InterruptsAfter = null;
        Enter("print(history.steps)");
        Enter("print(size(history.loss) >= 1)");
        Enter("print(mean((net(x) - y)^2) < loss)");
        Assert.Equal(["5", "true", "true"], output.Lines.TakeLast(3));
    }

    [Fact]
    public void A_rehearsal_changes_nothing()
    {
        Enter("x = random([8, 2]); y = random([8, 1]); net = dense(1); net(x);");
        Enter("before = net(x)");
        var examined = run.Examine(new SourceText("entry", Training));
        Assert.False(examined.HasErrors);
        Assert.Equal(RunEnd.Completed, run.Rehearse(examined, 10).Reason);
        Enter("print(all(net(x) == before))");
        Assert.Equal("true", output.Lines[^1]);
        Assert.DoesNotContain(run.Names, static name => name.Key == "history");
    }

    [Fact]
    public void An_examined_entry_makes_nothing_known()
    {
        var examined = run.Examine(new SourceText("entry", "ones()([2, 3])"));
        Assert.Equal("a tensor [2, 3]", examined.Description);
        Assert.Single(examined.Actions.OfType<EchoAction>());
        Assert.Empty(run.KnownNames);
        Assert.Empty(run.Entries);
    }

    [Fact]
    public void Names_are_listed_with_type_and_memory()
    {
        Enter("x = ones()([10, 10]); n = 3; net = dense(2); net(x);");
        Assert.Equal(
            [("n", "int", (long?)null), ("net", "model", 4L * (20 + 2)), ("x", "f32[10, 10]", 400L)],
            run.KnownNames.Select(static known => (known.Name, known.Type, known.Bytes)));
    }

    private void Enter(string entry)
    {
        var problems = new List<Diagnostic>();
        var result = run.Enter(new SourceText("entry", entry), problems.AddRange);
        Assert.True(result?.Reason == RunEnd.Completed, $"{entry}: {string.Join('\n', problems.Append(result?.Fault).Select(static d => d?.Message))}");
    }

    /// <summary>Presses the key after some steps of a training.</summary>
    private sealed class InterruptingOutput(RunInterruption interruption) : IRunOutput
    {
        private readonly List<string> lines = [];

        public int? InterruptsAfter { get; set; }

        public IReadOnlyList<string> Lines => lines;

        public DisplayCapabilities Display { get; } = DisplayCapabilities.Plain(80);

        public bool IsLive => true;

        public bool WantsTrainingLines => false;

        public void WriteLine(string text) => lines.AddRange(text.Split('\n'));

        public void Write(string text) => WriteLine(text);

        public void WriteNotice(string text)
        {
        }

        public void ShowProgress(in TrainingProgress progress)
        {
            if (progress.Step == InterruptsAfter)
                interruption.Request();
        }

        public void EndProgress()
        {
        }
    }
}
