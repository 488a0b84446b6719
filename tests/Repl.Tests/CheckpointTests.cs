namespace Dsl.Repl.Tests;

/// <summary>A training that is ended from outside at any moment and started again comes to the same weights, byte by byte.</summary>
public class CheckpointTests
{
    private const int Kills = 20;

    private const string Script =
        """
        model Net() (x: [batch, 2]) -> [batch, 2] = x |> dense(8) |> batchnorm() |> relu |> dropout(0.2) |> dense(2)
        moons = make_moons(64, noise: 0.1) |> split(0.75)
        net = Net()
        history = train(net, moons.train, loss: cross_entropy, optimizer: adam(lr: 1e-2), schedule: reduce_on_plateau(patience: 2),
          steps: 600, evaluate_every: 10, batch: 10, accumulate: 2, validate: moons.test, keep_best: true, silent: true,
          checkpoint: "runs", checkpoint_every: 4, keep: 2, resume: true)
        save("final.safetensors", net)
        print(history.steps, history.best_step, sum(history.validation_loss))

        """;

    [Fact]
    public void A_training_killed_at_twenty_moments_ends_with_the_same_bytes()
    {
        using var whole = new ScriptFolder();
        var expected = NnProcess.Run("run", whole.Add(Script));
        Assert.Equal(string.Empty, expected.Error.Split('\n').Where(static l => !l.Contains("no checkpoint", StringComparison.Ordinal)).Aggregate(string.Empty, static (a, b) => a + b));
        Assert.Equal(ExitCode.Success, expected.ExitCode);
        var sound = File.ReadAllBytes(Path.Combine(whole.Folder, "final.safetensors"));

        using var broken = new ScriptFolder();
        var script = broken.Add(Script);
        var random = new Random(7);
        var (kills, inTraining) = (0, 0);
        while (kills < Kills)
        {
            using var process = NnProcess.Start("run", script);
            var before = NewestCheckpoint(broken);
            // Every other time only after something was stored, so that the training comes forward between kills.
            while (kills % 2 == 1 && NewestCheckpoint(broken) == before && !process.HasExited)
                Thread.Sleep(1);
            Thread.Sleep(random.Next(kills % 2 == 1 ? 40 : 700));
            var wasKilled = !process.HasExited;
            process.Kill();
            process.WaitForExit();
            if (!wasKilled && process.ExitCode == ExitCode.Success)
            {
                // It came to its end before the kill: that end is right too, and the next begins anew.
                Assert.Equal(sound, File.ReadAllBytes(Path.Combine(broken.Folder, "final.safetensors")));
                Directory.Delete(Path.Combine(broken.Folder, "runs"), recursive: true);
                continue;
            }

            kills++;
            inTraining += NewestCheckpoint(broken) is null ? 0 : 1;
        }

        Assert.InRange(inTraining, Kills / 2, Kills);
        var resumed = NnProcess.Run("run", script);
        Assert.Equal(expected.Output, resumed.Output);
        Assert.Equal(sound, File.ReadAllBytes(Path.Combine(broken.Folder, "final.safetensors")));
        var left = Directory.GetFiles(Path.Combine(broken.Folder, "runs")).Select(Path.GetFileName).Order(StringComparer.Ordinal);
        Assert.Equal(["best.safetensors", "checkpoints.json", "step-00000596.safetensors", "step-00000600.safetensors"], left);
    }

    private static string? NewestCheckpoint(ScriptFolder folder)
    {
        var path = Path.Combine(folder.Folder, "runs");
        return Directory.Exists(path) ? Directory.GetFiles(path, "step-*.safetensors").Max(StringComparer.Ordinal) : null;
    }
}
