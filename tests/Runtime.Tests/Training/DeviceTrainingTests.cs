using Dsl.Runtime.Backends.Devices;
using Dsl.Runtime.Backends.OpenCl;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Scripts;
using Dsl.Runtime.Tests.Backends.Cuda;
using Dsl.Runtime.Tests.Backends.Devices;

namespace Dsl.Runtime.Tests.Training;

/// <summary>Trainings on an OpenCL device: what they transfer, and that they tell the same as on the processor.</summary>
public sealed class DeviceTrainingTests
{
    private const string Moons = """
        model Network() (x: [batch, 2]) -> [batch, 2] = x |> dense(8) |> relu |> dense(2)
        points = make_moons(60, noise: 0.1)
        net = Network()

        """;

    private const string Book = "the quick brown fox jumps over the lazy dog, and the dog, being lazy, lets the fox go on until the evening comes and both of them sleep";

    [FactRequiringOpenCl]
    public void Losses_are_read_now_and_then_and_batches_are_gathered_on_the_device()
    {
        const string Text = Moons + """
            history = train(net, points, loss: cross_entropy, optimizer: sgd(0.1), epochs: 100, batch: 15, silent: true)
            print("{history.loss[0]:.4} {history.loss[50]:.4} {history.loss[99]:.4} {history.first_loss:.4}")
            """;
        var backend = OpenClBackend.TryCreate(0)!;
        Assert.Equal(OnProcessor(Text), Printed(Text, backend));

        // 400 steps: first one at a time, then two, four and so on; four weights are read at the end of the run.
        Assert.InRange(backend.Traffic.Downloads, 4, 60);
        Assert.InRange(backend.Traffic.Uploads, 4, 60);
        Assert.Equal((60 * 2 * sizeof(float)) + (60 * sizeof(long)), backend.Traffic.HeldBytes);
    }

    [FactRequiringOpenCl]
    public void A_training_that_validates_reads_a_few_times_an_epoch()
    {
        const string Text = Moons + """
            history = train(net, points, loss: cross_entropy, optimizer: adam(lr: 0.01), epochs: 8, batch: 5, validate: make_moons(50, noise: 0.1), stop_after: 5, silent: true)
            print("{history.loss[7]:.4} {history.validation_loss[0]:.4} {history.validation_loss[7]:.4} {accuracy(net, points):.3}")
            """;
        var backend = OpenClBackend.TryCreate(0)!;
        Assert.Equal(OnProcessor(Text), Printed(Text, backend));
        Assert.InRange(backend.Traffic.Downloads, 16, 80);
    }

    [FactRequiringOpenCl]
    public void Pieces_of_a_text_are_gathered_from_the_text()
    {
        const string Text = """
            model Next(vocab: int) (tokens: int[batch, time]) -> [batch, time, vocab] = embedding(vocab, 8)(tokens) |> dense(vocab)
            book = chars("book.txt")
            net = Next(book.vocab)
            pieces = windows(book.train, 12)
            history = train(net, pieces, loss: cross_entropy, optimizer: adam(lr: 0.05), epochs: 3, batch: 10, validate: windows(book.validation, 4, stride: 2), silent: true)
            print("{history.loss[0]:.4} {history.loss[2]:.4} {history.validation_loss[2]:.4}")
            some = pieces |> split(0.5)
            more = train(net, some.train, loss: cross_entropy, optimizer: sgd(0.05), steps: 7, batch: 16, validate: some.test, silent: true)
            print("{more.loss[0]:.4} {more.validation_loss[0]:.4}")
            """;
        Assert.Equal(OnProcessor(Text), Printed(Text, OpenClBackend.TryCreate(0)!));
    }

    [FactRequiringOpenCl]
    public void Small_batches_that_make_one_step_are_gathered_on_the_device_too()
    {
        const string Text = Moons + """
            history = train(net, points, loss: cross_entropy, optimizer: sgd(0.1), epochs: 4, batch: 7, accumulate: 3, silent: true)
            print("{history.loss[0]:.4} {history.loss[3]:.4}")
            """;
        var backend = OpenClBackend.TryCreate(0)!;
        Assert.Equal(OnProcessor(Text), Printed(Text, backend));
        Assert.Equal((60 * 2 * sizeof(float)) + (60 * sizeof(long)), backend.Traffic.HeldBytes);
    }

    [FactRequiringOpenCl]
    public void Losses_of_small_batches_are_read_now_and_then_too()
    {
        const string Text = Moons + """
            history = train(net, points, loss: cross_entropy, optimizer: adam(lr: 0.01), epochs: 40, batch: 5, accumulate: 3, silent: true)
            print("{history.loss[0]:.4} {history.loss[20]:.4} {history.loss[39]:.4}")
            """;
        var backend = OpenClBackend.TryCreate(0)!;
        Assert.Equal(OnProcessor(Text), Printed(Text, backend));

        // 160 steps of 3 small batches; each of the windows reads the figures of the batches and of the updates.
        Assert.InRange(backend.Traffic.Downloads, 4, 60);
    }

    [FactRequiringOpenCl]
    public void A_smaller_last_batch_is_no_reason_to_read_losses()
    {
        const string Text = Moons + """
            history = train(net, points, loss: cross_entropy, optimizer: adam(lr: 0.01), epochs: 60, batch: 16, silent: true)
            print("{history.loss[0]:.4} {history.loss[20]:.4} {history.loss[59]:.4} {accuracy(net, make_moons(300, noise: 0.1)):.3}")
            """;
        var backend = OpenClBackend.TryCreate(0)!;
        Assert.Equal(OnProcessor(Text), Printed(Text, backend));
        Assert.InRange(backend.Traffic.Downloads, 4, 40);
    }

    [FactRequiringOpenCl]
    public void A_fault_in_a_small_batch_is_told_with_its_place_and_no_later_step_changes_anything()
    {
        const string Text = """
            model Network() (x: [batch, 2]) -> [batch, 2] = x |> dense(8) |> relu |> dense(2)
            points = make_moons(50, noise: 0.1)
            net = Network()
            train(net, points, loss: (score, label) => mean(pick(score, where(score[:, 0] > 3, label + 2, label))), optimizer: sgd(-0.5), steps: 200, batch: 7, accumulate: 3, silent: true)
            """;
        Compare(Text, "the index");
    }

    [FactRequiringOpenCl]
    public void A_step_of_small_batches_that_fails_is_told_as_on_the_processor()
    {
        const string Text = Moons + """
            train(net, points, loss: (score, label) => mean(exp(score * 9)) , optimizer: sgd(-0.02), steps: 80, batch: 9, accumulate: 2, silent: true)
            """;
        Compare(Text, "step ");
    }

    [FactRequiringOpenCl]
    public void A_step_that_fails_is_told_with_its_number_and_its_operation_and_no_later_step_changes_anything()
    {
        const string Text = Moons + """
            train(net, points, loss: (score, label) => mean(exp(score * 9)) , optimizer: sgd(-0.02), steps: 80, batch: 60, silent: true)
            """;
        Compare(Text, "step ");
    }

    [FactRequiringOpenCl]
    public void A_label_out_of_range_is_told_with_its_place_in_the_batch_of_its_step()
    {
        const string Text = """
            model Network() (x: [batch, 2]) -> [batch, 2] = x |> dense(8) |> relu |> dense(2)
            points = make_moons(60, noise: 0.1)
            net = Network()
            train(net, points, loss: (score, label) => mean(pick(score, where(score[:, 0] > 3, label + 2, label))), optimizer: sgd(-0.5), steps: 200, batch: 20, silent: true)
            """;
        Compare(Text, "the index");
    }

    [FactRequiringClang]
    public void A_device_that_is_lost_ends_the_training_with_one_error_and_the_last_checkpoint_stands()
    {
        const string Text = Moons + """
            history = train(net, points, loss: cross_entropy, optimizer: adam(lr: 0.05), steps: 8, batch: 60, checkpoint: "kept", checkpoint_every: 2, resume: true)
            print("{history.loss[7]:.4}")
            """;
        foreach (var function in (string[])["cuLaunchKernel", "cuGraphLaunch", "cuMemcpyDtoHAsync_v2", "cuEventSynchronize"])
        {
            using var fake = new FakeCuda { RunsKernels = true };
            using var script = new TrainingScript(Text, new DeviceBackend("cuda", FakeCuda.Context(fake)));
            var lost = script.Run(onProgress: progress =>
            {
                if (progress.Step == 5)
                    fake.Fail(function, FakeCuda.IllegalAddress);
            });
            Assert.True(lost.Fault?.Descriptor.Code == "NN4004", $"{function}: {lost.Reason} {lost.Fault?.Message}; {fake.Count(function)}");
            fake.Fail(function, 0);

            using var after = new TrainingScript(Text);
            Directory.CreateDirectory(after.PathOf("kept"));
            foreach (var file in script.Files("kept"))
                File.Copy(script.PathOf(Path.Combine("kept", file)), after.PathOf(Path.Combine("kept", file)));
            Assert.Equal(OnProcessor(Text), after.RunToEnd());

            // How many steps begin before anybody looks depends on how fast they are, so that the sixth may have been taken and kept, too.
            Assert.Contains(after.Output.Notices, static notice => notice.StartsWith("the training goes on after step 4 of 8", StringComparison.Ordinal)
                || notice.StartsWith("the training goes on after step 6 of 8", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("nvrtcCompileProgram", 6, "NN4005")]
    [InlineData("cuMemAlloc_v2", FakeCuda.OutOfMemory, "NN4003")]
    [InlineData("cuMemcpyHtoDAsync_v2", FakeCuda.IllegalAddress, "NN4004")]
    [InlineData("cuModuleLoadDataEx", FakeCuda.IllegalAddress, "NN4004")]
    public void A_device_that_fails_before_the_first_step_gives_one_error(string function, int code, string expected)
    {
        using var fake = new FakeCuda();
        var backend = new DeviceBackend("cuda", FakeCuda.Context(fake));
        using var script = new TrainingScript(Moons + "train(net, points, loss: cross_entropy, optimizer: adam(lr: 0.05), steps: 8, batch: 60, silent: true)", backend);
        fake.Fail(function, code);
        var result = script.Run();
        Assert.Equal((RunEnd.Faulted, expected), (result.Reason, result.Fault?.Descriptor.Code));
    }

    private static void Compare(string text, string part)
    {
        using var expected = new TrainingScript(text);
        using var actual = new TrainingScript(text, OpenClBackend.TryCreate(0)!);
        var (right, found) = (expected.Run(), actual.Run());
        Assert.Equal(RunEnd.Faulted, right.Reason);
        Assert.Contains(part, right.Fault!.Message, StringComparison.Ordinal);
        Assert.Equal(right.Fault.Message, found.Fault?.Message);
        Assert.Equal(right.Fault.Notes.Length, found.Fault!.Notes.Length);
        Assert.Equal(expected.Output.Text, actual.Output.Text);
    }

    private static string OnProcessor(string text) => Printed(text, null);

    private static string Printed(string text, IBackend? backend)
    {
        using var script = new TrainingScript(text, backend, Book);
        return script.RunToEnd();
    }
}
