using System.Text;
using Dsl.Language.Diagnostics;
using Dsl.Runtime.Storage;
using Dsl.Runtime.Training;

namespace Dsl.Runtime.Tests.Training;

/// <summary>What is stored of a training, and that a training which goes on from it is the one that was never ended.</summary>
public class CheckpointTests
{
    private const string Net = "model Net(width: int) (x: [batch, 2]) -> [batch, 2] = x |> dense(width) |> batchnorm() |> relu |> dropout(0.2) |> dense(2)\n";

    private const string Script = Net +
        """
        moons = make_moons(64, noise: 0.1) |> split(0.75)
        net = Net(8)
        history = train(net, moons.train, loss: cross_entropy, optimizer: adam(lr: 1e-2), schedule: reduce_on_plateau(patience: 2), metrics: accuracy,
          epochs: 8, batch: 10, accumulate: 2, validate: moons.test, keep_best: true, checkpoint: "runs", resume: true)
        save("final.safetensors", net)
        print(history.steps, history.best_step, history.first_loss, sum(history.loss), sum(history.validation_accuracy))
        """;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(11)]
    [InlineData(23)]
    public void An_interrupted_training_goes_on_to_the_same_bytes(long after)
    {
        using var whole = new TrainingScript(Script);
        var expected = whole.RunToEnd();
        Assert.Contains("no checkpoint in 'runs' yet", whole.Output.Notices.Single(), StringComparison.Ordinal);
        using var parts = new TrainingScript(Script);
        Assert.Null(parts.Run(interruptAfter: after).Fault);
        Assert.Contains($"interrupted after {after} of 24 steps", parts.Output.Notices[^1], StringComparison.Ordinal);
        Assert.Contains($"stored in 'runs/step-{after:00000000}.safetensors'", parts.Output.Notices[^1], StringComparison.Ordinal);
        Assert.Equal(expected, parts.RunToEnd());
        Assert.Contains($"goes on after step {after} of 24", parts.Output.Notices[0], StringComparison.Ordinal);
        Assert.Equal(whole.Bytes("final.safetensors"), parts.Bytes("final.safetensors"));
        Assert.Equal(whole.Bytes("runs/best.safetensors"), parts.Bytes("runs/best.safetensors"));
        Assert.Equal(whole.Bytes("runs/step-00000024.safetensors"), parts.Bytes("runs/step-00000024.safetensors"));

        // What has ended is not trained again.
        Assert.Equal(expected, parts.RunToEnd());
        Assert.Contains("ended after 24 steps", parts.Output.Notices.Single(), StringComparison.Ordinal);
        Assert.Equal(whole.Bytes("final.safetensors"), parts.Bytes("final.safetensors"));
    }

    [Theory]
    [InlineData("precision: f16, accumulate: 2")]
    [InlineData("precision: bf16")]
    [InlineData("stop_after: 2, min_delta: 0.05")]
    [InlineData("freeze: net.dense_1")]
    [InlineData("evaluate_batches: 3, shuffle: false, seed: 3")]
    public void Whatever_a_training_is_told_it_goes_on_to_the_same_bytes(string told)
    {
        var text = Script.Replace("accumulate: 2", told, StringComparison.Ordinal);
        using var whole = new TrainingScript(text);
        var expected = whole.RunToEnd();
        using var parts = new TrainingScript(text);
        for (var after = 4; after < 20; after += 5)
            Assert.Null(parts.Run(interruptAfter: after).Fault);
        Assert.Equal(expected, parts.RunToEnd());
        Assert.Equal(whole.Bytes("final.safetensors"), parts.Bytes("final.safetensors"));
    }

    [Fact]
    public void The_last_ones_are_kept_and_the_best_weights_beside_them()
    {
        using var script = new TrainingScript(Script.Replace("checkpoint: \"runs\"", "checkpoint: \"runs\", keep: 2, checkpoint_every: 3", StringComparison.Ordinal));
        script.RunToEnd();
        Assert.Equal(["best.safetensors", "checkpoints.json", "step-00000018.safetensors", "step-00000024.safetensors"], script.Files("runs"));
    }

    [Fact]
    public void A_new_training_replaces_those_of_an_earlier_one_and_leaves_other_files()
    {
        using var script = new TrainingScript(Script.Replace(", resume: true", string.Empty, StringComparison.Ordinal).Replace("epochs: 8", "epochs: 1", StringComparison.Ordinal));
        script.RunToEnd();
        File.WriteAllText(script.PathOf("runs/step-00000900.safetensors"), "left from another training");
        File.WriteAllText(script.PathOf("runs/step-by-step.txt"), "a note");
        File.WriteAllText(script.PathOf("runs/step-00000004.safetensors.0123.tmp"), "never finished");
        script.RunToEnd();
        Assert.Contains("which this one replaces", script.Output.Notices.Single(), StringComparison.Ordinal);
        Assert.Equal(["best.safetensors", "checkpoints.json", "step-00000003.safetensors", "step-by-step.txt"], script.Files("runs"));
    }

    [Fact]
    public void The_weights_of_either_file_can_be_loaded()
    {
        using var script = new TrainingScript(Script +
            """

            same = Net(8)
            load("runs/step-00000024.safetensors", same)
            best = Net(8)
            load("runs/best.safetensors", best)
            print("{evaluate(best, moons.test, metric: cross_entropy) - min(history.validation_loss):.6}", evaluate(same, moons.test, metric: cross_entropy) == history.validation_loss[7])
            """);
        Assert.EndsWith("0.000000 true\n", script.RunToEnd().Replace("-0.000000", "0.000000", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void A_part_of_a_file_can_be_loaded_and_the_rest_is_named()
    {
        using var script = new TrainingScript(
            """
            model Net(classes: int) (x: [batch, 2]) -> [batch, classes] {
              features = x |> dense(4) |> relu
              features |> dense(classes)
            }
            first = Net(2)
            y = first([[1.0, 2.0]])
            save("two.safetensors", first)
            second = Net(3)
            z = second([[1.0, 2.0]])
            before = second.dense.W
            load("two.safetensors", second, strict: false)
            print(sum(abs(second.features.W - first.features.W)), sum(abs(second.dense.W - before)))
            """);
        Assert.Equal("0 0\n", script.RunToEnd());
        var notice = script.Output.Notices.Single();
        Assert.Contains("2 of the tensors left as they are", notice, StringComparison.Ordinal);
        Assert.Contains("'dense.W' is [4, 3] in the network and [4, 2] in the file", notice, StringComparison.Ordinal);
    }

    [Fact]
    public void A_changed_script_goes_on_and_is_told_so()
    {
        using var script = new TrainingScript(Script);
        script.RunToEnd();
        using var changed = new TrainingScript(Script.Replace("lr: 1e-2", "lr: 2e-2", StringComparison.Ordinal).Replace("epochs: 8", "epochs: 10", StringComparison.Ordinal));
        CopyFolder(script.PathOf("runs"), changed.PathOf("runs"));
        Assert.StartsWith("30 ", changed.RunToEnd(), StringComparison.Ordinal);
        Assert.Contains("have changed since that checkpoint", changed.Output.Notices[1], StringComparison.Ordinal);
    }

    [Fact]
    public void All_that_does_not_fit_is_listed()
    {
        using var script = new TrainingScript(Script);
        script.RunToEnd();
        using var wider = new TrainingScript(Script.Replace("Net(8)", "Net(9)", StringComparison.Ordinal).Replace("adam(lr", "momentum(lr", StringComparison.Ordinal));
        CopyFolder(script.PathOf("runs"), wider.PathOf("runs"));
        var fault = wider.Run().Fault;
        Assert.Equal(StorageErrors.DoesNotFit, fault?.Descriptor);
        Assert.Contains(fault!.Notes, static n => n.Contains("'dense_1.W' is [2, 9] in the network and [2, 8] in the file", StringComparison.Ordinal));
        Assert.Contains(fault.Notes, static n => n.Contains("'optimizer.dense_1.W.v' is [2, 9]", StringComparison.Ordinal));
        Assert.Contains(fault.Notes, static n => n.Contains("'optimizer.dense_1.W.m' [2, 8] of the file is not in the network", StringComparison.Ordinal));
    }

    [Fact]
    public void Another_optimizer_is_told_from_another_network()
    {
        using var script = new TrainingScript(Script);
        script.RunToEnd();
        using var other = new TrainingScript(Script.Replace("adam(lr", "momentum(lr", StringComparison.Ordinal));
        CopyFolder(script.PathOf("runs"), other.PathOf("runs"));
        var fault = other.Run().Fault;
        Assert.Equal(StorageErrors.DoesNotFit, fault?.Descriptor);
        Assert.Contains("the states of the optimizer do not", fault!.Message, StringComparison.Ordinal);
        Assert.Contains("takes the weights alone", fault.Notes[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_told_before_the_first_step()
    {
        using var script = new TrainingScript(Script);
        File.WriteAllText(script.PathOf("runs"), string.Empty);
        var fault = script.Run().Fault;
        Assert.Equal(StorageErrors.CannotAccess, fault?.Descriptor);
        Assert.Contains("there is a file of this name", fault!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_trainings_do_not_share_a_folder()
    {
        using var script = new TrainingScript(Script + "\ntrain(net, moons.train, loss: cross_entropy, optimizer: sgd(0.1), epochs: 1, checkpoint: \"./runs\")");
        Assert.Equal(TrainingErrors.FolderInUse, script.Run().Fault?.Descriptor);
    }

    [Fact]
    public void Nothing_that_is_damaged_is_gone_on_from()
    {
        using var script = new TrainingScript(Script.Replace("epochs: 8", "epochs: 2", StringComparison.Ordinal));
        var expected = script.RunToEnd();
        var final = script.Bytes("final.safetensors");
        var path = script.PathOf("runs/step-00000006.safetensors");
        var index = script.PathOf("runs/checkpoints.json");
        var (sound, soundIndex) = (File.ReadAllBytes(path), File.ReadAllBytes(index));
        var random = new Random(11);
        var (refused, passedOver) = (0, 0);
        for (var i = 0; i < 300; i++)
        {
            var isOfIndex = i % 10 == 9;
            var bytes = Mutate(isOfIndex ? soundIndex : sound, random);
            File.WriteAllBytes(isOfIndex ? index : path, bytes);
            var fault = script.Run().Fault;
            if (fault is null)
            {
                // Blanks between the header and the numbers may be changed for other blanks; else the checkpoint before takes its place. Then the end is the same.
                passedOver += script.Output.Notices.Any(static n => n.Contains("an earlier checkpoint takes its place", StringComparison.Ordinal)) ? 1 : 0;
                Assert.Equal(final, script.Bytes("final.safetensors"));
            }
            else
            {
                Assert.True(isOfIndex);
                refused++;
                Assert.StartsWith("NN505", fault.Code, StringComparison.Ordinal);
            }

            File.WriteAllBytes(path, sound);
            File.WriteAllBytes(index, soundIndex);
        }

        Assert.InRange(refused, 15, 30);
        Assert.InRange(passedOver, 250, 290);
        Assert.Equal(expected, script.RunToEnd());
    }

    [Fact]
    public void A_file_of_weights_is_no_checkpoint()
    {
        using var script = new TrainingScript(Script);
        script.RunToEnd();
        foreach (var step in new[] { 18, 21, 24 })
            File.Copy(script.PathOf("final.safetensors"), script.PathOf($"runs/step-000000{step}.safetensors"), overwrite: true);
        Assert.Equal(StorageErrors.NotACheckpoint, script.Run().Fault?.Descriptor);
        File.Delete(script.PathOf("runs/step-00000024.safetensors"));
        Diagnostic? missing = script.Run().Fault;
        Assert.Equal(StorageErrors.NotACheckpoint, missing?.Descriptor);
        Assert.Contains("there is no such file", missing!.Message, StringComparison.Ordinal);
        Assert.Contains(missing.Notes, static n => n.Contains("'runs/step-00000018.safetensors' holds tensors, but not where a training was", StringComparison.Ordinal));
        Assert.Contains(missing.Notes, static n => n.Contains("begins anew", StringComparison.Ordinal));
    }

    [Fact]
    public void The_newest_sound_checkpoint_takes_the_place_of_damaged_and_missing_ones()
    {
        using var script = new TrainingScript(Script);
        var expected = script.RunToEnd();
        var final = script.Bytes("final.safetensors");
        var last = script.Bytes("runs/step-00000024.safetensors");
        File.WriteAllBytes(script.PathOf("runs/step-00000024.safetensors"), last[..^1]);
        File.Delete(script.PathOf("runs/step-00000021.safetensors"));
        Assert.Equal(expected, script.RunToEnd());
        Assert.Contains("'runs/step-00000024.safetensors' cannot be read", script.Output.Notices[0], StringComparison.Ordinal);
        Assert.Contains("'runs/step-00000021.safetensors', and there is no such file", script.Output.Notices[1], StringComparison.Ordinal);
        Assert.Contains("goes on after step 18 of 24, from 'runs/step-00000018.safetensors'", script.Output.Notices[2], StringComparison.Ordinal);
        Assert.Equal(final, script.Bytes("final.safetensors"));
        Assert.Equal(last, script.Bytes("runs/step-00000024.safetensors"));
    }

    [Fact]
    public void A_training_that_replaces_another_is_never_taken_for_it()
    {
        using var earlier = new TrainingScript(Script.Replace("1e-2", "2e-2", StringComparison.Ordinal));
        Assert.Null(earlier.Run(interruptAfter: 11).Fault);
        var text = Script.Replace("checkpoint: \"runs\"", "checkpoint: \"runs\", checkpoint_every: 4", StringComparison.Ordinal);
        using var whole = new TrainingScript(text);
        var expected = whole.RunToEnd();

        // Steps 6, 9 and 11 of the old one come before the first checkpoint of the new one: none of them is listed beside it.
        using var anew = new TrainingScript(text.Replace(", resume: true", string.Empty, StringComparison.Ordinal));
        CopyFolder(earlier.PathOf("runs"), anew.PathOf("runs"));
        Assert.Equal(expected, anew.RunToEnd());
        Assert.Equal(["best.safetensors", "checkpoints.json", "step-00000012.safetensors", "step-00000024.safetensors"], anew.Files("runs"));
        Assert.Equal(whole.Bytes("runs/checkpoints.json"), anew.Bytes("runs/checkpoints.json"));

        // Ended before its first checkpoint: the list is empty, and whoever goes on begins at the beginning.
        using var ended = new TrainingScript(text.Replace(", resume: true", string.Empty, StringComparison.Ordinal));
        CopyFolder(earlier.PathOf("runs"), ended.PathOf("runs"));
        ended.Run(onProgress: _ =>
        {
            if (!Directory.Exists(ended.PathOf("copy")))
                CopyFolder(ended.PathOf("runs"), ended.PathOf("copy"));
        });
        using var resumed = new TrainingScript(text);
        CopyFolder(ended.PathOf("copy"), resumed.PathOf("runs"));
        Assert.Contains("step-00000009.safetensors", resumed.Files("runs"));
        Assert.Equal(expected, resumed.RunToEnd());
        Assert.Contains("no checkpoint in 'runs' yet", resumed.Output.Notices.Single(), StringComparison.Ordinal);
        Assert.Equal(whole.Files("runs"), resumed.Files("runs"));
    }

    [Fact]
    public void Nothing_is_changed_by_a_checkpoint_of_other_metrics()
    {
        const string Text = Net +
            """
            moons = make_moons(64, noise: 0.1)
            net = Net(8)
            train(net, moons, loss: cross_entropy, optimizer: sgd(0.1), epochs: 2, checkpoint: "runs", resume: true)
            """;
        using var script = new TrainingScript(Text);
        script.RunToEnd();
        using var other = new TrainingScript(Text.Replace("epochs: 2", "epochs: 3, metrics: accuracy", StringComparison.Ordinal));
        CopyFolder(script.PathOf("runs"), other.PathOf("runs"));
        var before = other.Bytes("runs/step-00000002.safetensors");
        var fault = other.Run().Fault;
        Assert.Equal(StorageErrors.NotACheckpoint, fault?.Descriptor);
        Assert.Contains("other metrics", fault!.Message, StringComparison.Ordinal);
        Assert.Equal(before, other.Bytes("runs/step-00000002.safetensors"));
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_a_fault()
    {
        using var script = new TrainingScript(Script.Replace("\"runs\"", "\"taken/runs\"", StringComparison.Ordinal));
        File.WriteAllText(script.PathOf("taken"), "a file");
        Assert.Equal(StorageErrors.CannotAccess, script.Run().Fault?.Descriptor);
    }

    private static byte[] Mutate(byte[] sound, Random random)
    {
        var bytes = (byte[])sound.Clone();
        switch (random.Next(4))
        {
            case 0:
                return bytes[..random.Next(bytes.Length)];
            case 1:
                return [.. bytes, .. Encoding.ASCII.GetBytes(new string('x', random.Next(1, 20)))];
            case 2:
                bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
                return bytes;
            default:
                for (var i = random.Next(1, 8); i > 0; i--)
                    bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                return bytes;
        }
    }

    private static void CopyFolder(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
    }
}
