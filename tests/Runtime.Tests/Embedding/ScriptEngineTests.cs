using Dsl.Runtime.Embedding;

namespace Dsl.Runtime.Tests.Embedding;

/// <summary>What programs that use the engine rely on: results instead of exceptions, names that stay, misuse that is told.</summary>
public class ScriptEngineTests
{
    [Fact]
    public async Task What_computes_can_be_chosen()
    {
        using var engine = new ScriptEngine(new ScriptEngineOptions { Device = "reference" });
        Assert.True((await engine.RunAsync("x = sum([1, 2, 3])")).IsSuccess);
        Assert.Equal(6, engine.Evaluate("x").Value!.ToScalar());
        var refusal = Assert.Throws<ArgumentException>(() => new ScriptEngine(new ScriptEngineOptions { Device = "abacus" }));
        Assert.StartsWith("there is no device 'abacus': the names are auto, cpu, reference, cuda, opencl", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lines_know_what_lines_before_them_named()
    {
        using var engine = new ScriptEngine();
        Assert.True((await engine.RunAsync("a = [1, 2, 3]")).IsSuccess);
        var result = await engine.RunAsync("b = 2 * a\nprint(b)");
        Assert.Equal("[2, 4, 6]", Assert.Single(result.Output));
        Assert.Equal([2f, 4f, 6f], engine.Evaluate("b").Required.Floats.ToArray());
        Assert.Contains(engine.Names, static name => name.Key == "b");
    }

    [Fact]
    public async Task What_is_wrong_changes_nothing_and_is_told()
    {
        using var engine = new ScriptEngine();
        await engine.RunAsync("a = 1.0");
        var result = await engine.RunAsync("a = 2.0\nb = unknown");
        Assert.Equal(ScriptStatus.Rejected, result.Status);
        var mistake = Assert.Single(result.Diagnostics);
        Assert.Equal((2, 5, true), (mistake.Line, mistake.Column, mistake.IsError));
        Assert.Contains(mistake.Code, mistake.ToString(), StringComparison.Ordinal);
        Assert.Equal(1, engine.Evaluate("a").Required.ToScalar());
    }

    [Fact]
    public async Task A_fault_ends_the_run_with_its_place()
    {
        using var engine = new ScriptEngine();
        var result = await engine.RunAsync("print(1)\nassert 1 > 2, \"no\"\nprint(3)");
        Assert.Equal(ScriptStatus.Faulted, result.Status);
        Assert.Equal("1", Assert.Single(result.Output));
        Assert.Equal(2, Assert.Single(result.Diagnostics).Line);
    }

    [Fact]
    public void An_expression_that_is_wrong_has_no_value()
    {
        using var engine = new ScriptEngine();
        var result = engine.Evaluate("[1, 2] @ [1, 2, 3]");
        Assert.Null(result.Value);
        Assert.NotEmpty(result.Diagnostics);
        Assert.Throws<InvalidOperationException>(() => result.Required);
        Assert.Null(engine.Evaluate("x = 3").Value);
    }

    [Fact]
    public async Task A_model_that_was_never_applied_gets_its_weights_with_the_first_call_and_keeps_them()
    {
        using var engine = new ScriptEngine(new ScriptEngineOptions { Seed = 3 });
        await engine.RunAsync("model Net() (x: [batch, n]) -> [batch, 2] = x |> dense(2)\nnet = Net()");
        var net = engine.GetModel("net");
        var input = TensorData.FromFloats([1, 2, 3], 1, 3);
        var first = net.Apply(input).Floats.ToArray();
        Assert.Equal(first, net.Apply(input).Floats.ToArray());
        var rows = net.Apply(TensorData.FromFloats([1, 2, 3, 1, 2, 3], 2, 3)).Floats.ToArray();
        Assert.Equal([.. first, .. first], rows);
        Assert.Contains("3", Assert.Throws<ArgumentException>(() => net.Apply(TensorData.FromFloats([1, 2], 1, 2))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Calls_see_the_weights_of_now()
    {
        using var engine = new ScriptEngine();
        await engine.RunAsync("model Scale() (x: [n]) -> [n] {\n  param w = 2.0\n  w * x\n}\nnet = Scale()\ny = net([1.0])");
        var net = engine.GetModel("net");
        Assert.Equal([6f], net.Apply(TensorData.FromFloats([3])).Floats.ToArray());
        await engine.RunAsync("data = dataset(x: [1.0, 1.0], y: [5.0, 5.0])\ntrain(net, data, loss: mse, optimizer: sgd(0.1), epochs: 50, batch: 2, silent: true)");
        Assert.Equal(15, net.Apply(TensorData.FromFloats([3])).ToScalar(), 1e-2);
    }

    [Fact]
    public void Names_get_values_from_outside()
    {
        using var engine = new ScriptEngine();
        engine.Set("x", TensorData.FromFloats([1, 2, 3, 4], 2, 2));
        engine.Set("i", TensorData.FromIntegers([1]));
        Assert.Equal([3f, 4f], engine.Evaluate("x[i[0]]").Required.Floats.ToArray());
        Assert.Equal([7f, 10f, 15f, 22f], engine.Evaluate("x @ x").Required.Floats.ToArray());
        engine.Set("x", TensorData.FromFloats([5]));
        Assert.Equal("float[1]", engine.Evaluate("x").Required.ToString());
        Assert.Throws<ArgumentException>(() => engine.Set("no name", TensorData.FromFloats([1])));
    }

    [Fact]
    public async Task Calls_from_several_threads_wait_for_one_another()
    {
        using var engine = new ScriptEngine();
        await engine.RunAsync("fn twice(x: [n]) -> [n] = 2 * x");
        var twice = engine.GetModel("twice");
        await Parallel.ForAsync(0, 40, async (i, cancellation) =>
        {
            if (i % 10 == 0)
                await engine.RunAsync($"a{i} = {i}", cancellation);
            Assert.Equal([2f * i, 4f], twice.Apply(TensorData.FromFloats([i, 2])).Floats.ToArray());
        });
        Assert.Equal(30, engine.Evaluate("a30").Required.ToScalar());
    }

    [Fact]
    public async Task Spans_must_fit()
    {
        using var engine = new ScriptEngine();
        await engine.RunAsync("fn pair(x: [n]) -> [2 * n] = concatenate((x, x), 0)");
        var pair = engine.GetModel("pair");
        var output = new float[4];
        Assert.Equal(4, Assert.Single(pair.Apply([1, 2], [2], output)));
        Assert.Equal([1f, 2f, 1f, 2f], output);
        Assert.Throws<ArgumentException>(() => pair.Apply([1, 2], [3], output));
        Assert.Throws<ArgumentException>(() => pair.Apply([1, 2, 3], [3], output));
        Assert.Throws<ArgumentException>(() => engine.GetModel("nothing"));
        await engine.RunAsync("number = 3");
        Assert.Contains("no model or function", Assert.Throws<ArgumentException>(() => engine.GetModel("number")).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => TensorData.FromFloats([1, 2], 3));
    }

    [Fact]
    public async Task A_disposed_engine_says_so()
    {
        var engine = new ScriptEngine();
        engine.Dispose();
        engine.Dispose();
        Assert.Throws<ObjectDisposedException>(() => engine.Evaluate("1"));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => engine.RunAsync("1"));
    }

    [Fact]
    public async Task A_run_that_is_cancelled_leaves_the_engine_usable()
    {
        using var engine = new ScriptEngine();
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        var result = await engine.RunAsync("x = 0.0\nfor i in 0..100000000 { x = x + 1 }", cancellation.Token);
        Assert.Equal(ScriptStatus.Cancelled, result.Status);
        Assert.Equal("2", Assert.Single((await engine.RunAsync("print(1 + 1)")).Output));
    }

    [Fact]
    public async Task A_run_that_is_cancelled_before_it_begins_is_cancelled_too()
    {
        using var engine = new ScriptEngine();
        var result = await engine.RunAsync("print(1)", new CancellationToken(canceled: true));
        Assert.Equal((ScriptStatus.Cancelled, 0), (result.Status, result.Output.Length));
    }

    [Fact]
    public async Task What_is_told_of_a_line_cannot_call_the_engine_and_does_not_wait_for_ever()
    {
        Exception? refused = null;
        ScriptEngine? engine = null;
        engine = new ScriptEngine(new ScriptEngineOptions { Line = _ => refused = Record.Exception(() => engine!.Evaluate("1")) });
        await engine.RunAsync("print(1)");
        Assert.IsType<InvalidOperationException>(refused);
        Assert.Equal(1, engine.Evaluate("1").Required.ToScalar());
        engine.Dispose();
    }

    [Fact]
    public async Task An_exception_of_whoever_is_told_of_a_line_ends_one_run()
    {
        using var engine = new ScriptEngine(new ScriptEngineOptions { Line = static line => throw new FormatException(line) });
        Assert.Equal("one", (await Assert.ThrowsAsync<FormatException>(() => engine.RunAsync("print(\"one\")\nx = 2"))).Message);
        var next = await engine.RunAsync("x = 3");
        Assert.True(next.IsSuccess);
        Assert.Empty(next.Output);
        Assert.Equal(3, engine.Evaluate("x").Required.ToScalar());
    }

    [Fact]
    public async Task More_shapes_than_are_kept_give_the_same_results()
    {
        using var engine = new ScriptEngine();
        await engine.RunAsync("fn total(x: [n]) -> [] = sum(x)");
        var total = engine.GetModel("total");
        for (var turn = 0; turn < 2; turn++)
        {
            for (var n = 1; n <= 70; n++)
                Assert.Equal(n, total.Apply(TensorData.FromFloats(Enumerable.Repeat(1f, n).ToArray())).ToScalar());
        }
    }

    [Fact]
    public void A_single_number_has_no_axes_and_no_shape_is_negative()
    {
        using var engine = new ScriptEngine();
        engine.Set("rate", TensorData.FromScalar(0.5f));
        engine.Set("n", TensorData.FromScalar(3L));
        Assert.Equal(1.5, engine.Evaluate("rate * n").Required.ToScalar());
        Assert.Empty(TensorData.FromScalar(1L).Shape);
        Assert.Throws<ArgumentException>(() => TensorData.FromFloats([1, 2], -1, -2));
        Assert.Throws<ArgumentException>(() => TensorData.FromFloats([1, 2], int.MaxValue, int.MaxValue, int.MaxValue));
    }
}
