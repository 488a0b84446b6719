using Dsl.Runtime.Execution;
using Dsl.Runtime.Training;

namespace Dsl.Runtime.Tests.Training;

/// <summary>What <c>train</c> is told: several batches a step, frozen parts, the best weights, samples of the validation, schedules that look at losses.</summary>
public class TrainingOptionsTests
{
    private const string Net =
        """
        model Net() (x: [batch, 2]) -> [batch, 2] {
          features = x |> dense(6)
          features |> batchnorm() |> relu |> dropout(0.1) |> dense(2)
        }
        moons = make_moons(90, noise: 0.1) |> split(0.8)
        net = Net()

        """;

    [Theory]
    [InlineData("freeze: net.features")]
    [InlineData("freeze: (net.features.W, net.features.b)")]
    public void What_is_frozen_stays_and_the_rest_learns(string freeze)
    {
        using var script = new TrainingScript(Net +
            $"""
            x = net(moons.test.x)
            before = (net.features.W, net.features.b, net.dense.W)
            train(net, moons.train, loss: cross_entropy, optimizer: adamw(lr: 0.1, weight_decay: 0.1), epochs: 3, batch: 8, {freeze})
            print(sum(abs(net.features.W - before[0])), sum(abs(net.features.b - before[1])), sum(abs(net.dense.W - before[2])) > 0)
            """);
        Assert.Equal("0 0 true\n", script.RunToEnd());
    }

    [Fact]
    public void The_best_weights_are_put_back_at_the_end()
    {
        // In the second half the rate is negative, so that the network forgets what it knew.
        using var script = new TrainingScript(Net +
            """
            history = train(net, moons.train, loss: cross_entropy, optimizer: sgd(0.5), schedule: (step, total) => where(step < total / 2, 1.0, -1.0),
              epochs: 12, batch: 8, validate: moons.test, keep_best: true)
            print("{evaluate(net, moons.test, metric: cross_entropy) - min(history.validation_loss):.6}", history.best_step < history.steps)
            """);
        Assert.Equal("0.000000 true\n", script.RunToEnd().Replace("-0.000000", "0.000000", StringComparison.Ordinal));
    }

    [Fact]
    public void A_loss_must_be_better_by_the_least_difference()
    {
        using var script = new TrainingScript(Net +
            """
            history = train(net, moons.train, loss: cross_entropy, optimizer: sgd(0.001), epochs: 40, stop_after: 3, min_delta: 10.0, validate: moons.test)
            print(history.steps, history.best_step)
            """);
        Assert.Equal("4 1\n", script.RunToEnd());
    }

    [Fact]
    public void A_sample_of_the_validation_is_near_the_whole_and_drawn_alike_each_time()
    {
        const string Text = Net +
            """
            history = train(net, moons.train, loss: cross_entropy, optimizer: sgd(0.0), epochs: 4, batch: 16, validate: moons.train, evaluate_batches: 200)
            print("{history.validation_loss:.6}", abs(history.validation_loss[3] - evaluate(net, moons.train, metric: cross_entropy)) < 0.05)
            """;
        using var script = new TrainingScript(Text);
        var first = script.RunToEnd();
        Assert.EndsWith("true\n", first, StringComparison.Ordinal);
        Assert.Equal(first, script.RunToEnd());
        Assert.True(first.Split(',').Distinct().Count() > 2, $"each record draws rows of its own: {first}");
    }

    [Fact]
    public void A_rate_that_is_reduced_on_a_plateau_halves_again_and_again()
    {
        // Without any change of the weights each record is as good as the one before: the first is the best, and each second one after it halves the rate.
        using var script = new TrainingScript(Net +
            """
            history = train(net, moons.train, loss: (output, y) => 0.0 * cross_entropy(output, y) + 1.0, optimizer: sgd(1.0),
              schedule: reduce_on_plateau(factor: 0.5, patience: 2), epochs: 6, silent: false)
            """);
        script.RunToEnd();
        Assert.Equal([1, 1, 1, 0.5, 0.5, 0.25], script.Output.Progress.Select(static p => p.LearningRateFactor!.Value));
    }

    [Fact]
    public void A_loss_that_stands_still_is_noticed_once()
    {
        using var script = new TrainingScript(Net + "line = dense(2)\ntrain(line, moons.train, loss: cross_entropy, optimizer: sgd(0.0), epochs: 20)");
        script.RunToEnd();
        Assert.Contains("changed by less than 0.1 %", script.Output.Notices.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void Guessing_alike_is_called_so()
    {
        var watch = new ConvergenceWatch(10, planned: 7);
        double[] losses = [2.31, 2.3026, 2.3025, 2.3026, 2.3025, 2.3026, 2.3026];
        Assert.Null(watch.Look(losses[..6], static (v, _) => $"{v}"));
        Assert.Contains("guessing each of the 10 classes", watch.Look(losses, static (v, _) => $"{v}"), StringComparison.Ordinal);
        Assert.Null(watch.Look(losses, static (v, _) => $"{v}"));
    }

    [Fact]
    public void A_loss_that_falls_slowly_over_thousands_of_records_does_not_stand_still()
    {
        var watch = new ConvergenceWatch(classes: 0, planned: 10_000);
        double[] losses = [.. Enumerable.Range(0, 10_000).Select(static i => Math.Pow(0.9999, i))];
        Assert.All(Enumerable.Range(1, 100), n => Assert.Null(watch.Look(losses[..(100 * n)], static (v, _) => $"{v}")));
        double[] still = [.. losses, .. Enumerable.Repeat(losses[^1], 500)];
        Assert.Contains("over the last 500 records", watch.Look(still, static (v, _) => $"{v}"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_step_of_several_batches_allocates_nothing()
    {
        var (before, after) = (0L, 0L);
        using var script = new TrainingScript(Net +
            "train(net, moons.train, loss: cross_entropy, optimizer: adam(), schedule: reduce_on_plateau(), steps: 2200, evaluate_every: 10000, batch: 12, accumulate: 3)");
        var result = script.Run(onProgress: progress =>
        {
            if (progress.Step == 100)
                before = GC.GetAllocatedBytesForCurrentThread();
            else if (progress.Step == 2100)
                after = GC.GetAllocatedBytesForCurrentThread();
        });
        Assert.Equal(Dsl.Runtime.Scripts.RunEnd.Completed, result.Reason);
        Assert.True(after - before < 2000, $"2000 steps allocated {after - before} bytes");
    }

    [Fact]
    public void A_loss_that_is_not_finite_in_one_of_several_batches_changes_no_weight()
    {
        using var script = new TrainingScript(Net +
            """
            train(net, moons.train, loss: (output, y) => cross_entropy(output, y) / where(sum(output) == sum(output), 0.0, 1.0), optimizer: sgd(1.0), epochs: 1, batch: 8, accumulate: 4)
            """);
        Assert.Equal(ExecutionErrors.LossIsNotFinite, script.Run().Fault?.Descriptor);
    }

    [Theory]
    [InlineData("adam(1e-2), clip_value: 1.0")]
    [InlineData("adam(1e-2), clip_value: 1.0, clip: 1.0")]
    [InlineData("sgd(1e-29)")]
    [InlineData("momentum(1e-30)")]
    [InlineData("sgd(1e-29), batch: 9, accumulate: 2")]
    public void Finite_gradients_are_taken_however_large_they_are(string told)
    {
        using var script = new TrainingScript(Net +
            $"""
            history = train(net, moons.train, loss: (o, y) => 1e28 * cross_entropy(o, y), optimizer: {told}, epochs: 12)
            print(history.loss[-1] < 0.95 * history.loss[0])
            """);
        Assert.Equal("true\n", script.RunToEnd());
    }

    [Theory]
    [InlineData("sgd(1e-29), clip: 1.0", "the norm of the gradients became too large", "`clip` adds up the squares")]
    [InlineData("adam(1e-2)", "the squares of the gradients became too large", "the optimizer squares each gradient")]
    public void What_is_too_large_is_called_by_its_name(string told, string message, string note)
    {
        using var script = new TrainingScript(Net + $"train(net, moons.train, loss: (o, y) => 1e28 * cross_entropy(o, y), optimizer: {told}, epochs: 3)");
        var fault = script.Run().Fault;
        Assert.Equal(ExecutionErrors.LossIsNotFinite, fault?.Descriptor);
        Assert.Contains(message, fault!.Message, StringComparison.Ordinal);
        Assert.Contains(note, fault.Notes.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_weight_that_an_update_made_infinite_is_laid_to_the_update()
    {
        using var script = new TrainingScript(Net + "train(net, moons.train, loss: (o, y) => 1e28 * cross_entropy(o, y), optimizer: sgd(1e20), epochs: 3)");
        var fault = script.Run().Fault;
        Assert.Equal(ExecutionErrors.LossIsNotFinite, fault?.Descriptor);
        Assert.Contains("before step 2 of 3", fault!.Message, StringComparison.Ordinal);
        Assert.Contains(fault.Notes, static n => n.StartsWith("the update of the step before gave it", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", "0 0 true")]
    [InlineData(", batch: 36, accumulate: 2", "0 0 false")]
    public void A_step_that_is_left_out_keeps_weights_and_only_gathered_batches_have_moved_running_means(string told, string expected)
    {
        // The scaled loss is larger than f16 holds, so the first step is left out and only the scale falls.
        using var script = new TrainingScript(Net +
            $"""
            x = net(moons.test.x)
            before = (net.features.W, net.dense.W, net.batchnorm.running_mean)
            train(net, moons.train, loss: (o, y) => 100.0 * cross_entropy(o, y), optimizer: sgd(0.1), steps: 1, precision: f16{told})
            print(sum(abs(net.features.W - before[0])), sum(abs(net.dense.W - before[1])), sum(abs(net.batchnorm.running_mean - before[2])) == 0)
            """);
        Assert.Equal($"{expected}\n", script.RunToEnd());
    }

    [Theory]
    [InlineData("keep_best: true", "none of the 4 validation losses")]
    [InlineData("stop_after: 2", "none of the 2 validation losses")]
    public void Validation_losses_that_are_no_numbers_give_no_best_weights_and_that_is_said(string told, string notice)
    {
        using var script = new TrainingScript(Net +
            $"""
            history = train(net, moons.train, loss: (o, y) => cross_entropy(o, y) + 0.0 * log(float(training)), optimizer: sgd(1e-2), epochs: 4, validate: moons.test, {told}, silent: true)
            print(history.best_step)
            """);
        Assert.Equal("0\n", script.RunToEnd());
        Assert.Contains(notice, script.Output.Notices.Single(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("steps: 41", "[14]")]
    [InlineData("steps: 10", "[10]")]
    [InlineData("steps: 400", "[45]")]
    [InlineData("steps: 41, evaluate_every: 20", "[3]")]
    [InlineData("steps: 41, validate: moons.test", "[5]")]
    [InlineData("epochs: 2", "[2]")]
    public void Steps_are_recorded_about_twenty_times_or_at_each_pass(string told, string shape)
    {
        using var script = new TrainingScript(Net + $"history = train(net, moons.train, loss: cross_entropy, optimizer: sgd(0.1), batch: 8, {told}, silent: true)\nprint(shape(history.loss))");
        Assert.Equal($"{shape}\n", script.RunToEnd());
    }
}
