namespace Dsl.Repl.Tests;

/// <summary><c>nn export</c> as whoever starts the program sees it.</summary>
public class ExportTests
{
    private const string Trained =
        """
        seed(3)
        scale = 2 * random([2])
        model Net() (x: [batch, 2]) -> [batch, 2] = x * scale |> dense(4) |> relu |> batchnorm() |> dense(2)
        net = Net()
        moons = make_moons(60, noise: 0.1)
        export("first.onnx", net)
        train(net, moons, loss: cross_entropy, optimizer: adam(1e-2), epochs: 2, batch: 20, silent: true)
        save("net.safetensors", net)
        export("trained.onnx", net)
        print("not in an export")

        """;

    [Fact]
    public void It_writes_what_the_script_would_write_with_first_and_with_stored_weights()
    {
        using var folder = new ScriptFolder();
        var path = folder.Add(Trained);
        var output = Path.Combine(folder.Folder, "net.onnx");
        var first = NnProcess.Run("export", path, "net", "--out", output);
        Assert.Equal((ExitCode.Success, $"{output}: x: [batch, 2] -> result: [batch, 2], 30 parameters\n"), (first.ExitCode, first.Output));
        Assert.Contains("--weights", first.Error, StringComparison.Ordinal);
        var before = File.ReadAllBytes(output);
        Assert.False(File.Exists(Path.Combine(folder.Folder, "net.safetensors")));

        Assert.Equal(ExitCode.Success, NnProcess.Run("run", path).ExitCode);
        Assert.Equal(File.ReadAllBytes(Path.Combine(folder.Folder, "first.onnx")), before);

        var stored = NnProcess.Run("export", path, "--out", output, "--weights", Path.Combine(folder.Folder, "net.safetensors"));
        Assert.Equal((ExitCode.Success, string.Empty), (stored.ExitCode, stored.Error));
        Assert.Equal(File.ReadAllBytes(Path.Combine(folder.Folder, "trained.onnx")), File.ReadAllBytes(output));
    }

    [Fact]
    public void A_script_that_loads_weights_needs_none_and_one_that_was_never_applied_has_first_ones()
    {
        using var folder = new ScriptFolder();
        var output = Path.Combine(folder.Folder, "net.onnx");
        const string Net = "model Net() (x: [batch, 2]) -> [batch, 1] = x |> dense(1)\nnet = Net()\n";
        Assert.Equal(ExitCode.Success, NnProcess.Run("run", folder.Add(Net + "print(net([[1, 2]]))\nsave(\"net.safetensors\", net)\nexport(\"net.onnx\", net)\n", "making.nn"), "--seed", "5").ExitCode);
        var made = File.ReadAllBytes(output);
        var loading = NnProcess.Run("export", folder.Add(Net + "load(\"net.safetensors\", net)\n", "loading.nn"), "--out", output);
        Assert.Equal((ExitCode.Success, string.Empty), (loading.ExitCode, loading.Error));
        Assert.Equal(made.Length + "loading".Length - "making".Length, File.ReadAllBytes(output).Length);

        var unapplied = NnProcess.Run("export", folder.Add(Net, "making.nn"), "--out", output, "--seed", "5");
        Assert.Equal(ExitCode.Success, unapplied.ExitCode);
        Assert.Equal(made, File.ReadAllBytes(output));
    }

    [Fact]
    public void Sizes_that_only_data_tell_are_read_from_it()
    {
        using var folder = new ScriptFolder();
        File.WriteAllText(Path.Combine(folder.Folder, "book.txt"), "to be or not to be");
        var output = Path.Combine(folder.Folder, "net.onnx");
        var path = folder.Add(
            """
            book = chars("book.txt")
            model Next() (t: int[B, T]) -> [B, T, book.vocab] = embedding(book.vocab, 4)(t) |> dense(book.vocab)
            net = Next()
            train(net, windows(book.train, 4), loss: cross_entropy, optimizer: sgd(0.1), steps: 10, batch: 2, silent: true)

            """);
        var result = NnProcess.Run("export", path, "--out", output);
        Assert.Equal(ExitCode.Success, result.ExitCode);
        Assert.Contains("t: int[batch, ", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Results_of_a_record_have_its_names()
    {
        using var folder = new ScriptFolder();
        var path = folder.Add("model Net() (x: [batch, 2]) {\n  h = x |> dense(3)\n  (mean: h, best: argmax(h, over: 1))\n}\nnet = Net()\n");
        var result = NnProcess.Run("export", path, "--out", Path.Combine(folder.Folder, "net.onnx"));
        Assert.Equal(ExitCode.Success, result.ExitCode);
        Assert.Contains("-> mean: [batch, 3], best: int[batch]", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_does_not_fit_is_told()
    {
        using var folder = new ScriptFolder();
        var path = folder.Add("model Net() (x: [batch, 2]) -> [batch, 1] = x |> dense(1)\nnet = Net()\nother = Net()\n");
        Refused("name one of net, other", "export", path);
        Refused("did you mean other?", "export", path, "othr");
        Refused("is the script itself", "export", path, "net", "--out", path);
        Refused("no-such-folder", "export", path, "net", "--out", Path.Combine(folder.Folder, "no-such-folder", "net.onnx"));
        Refused("there is no file 'none.safetensors'", "export", path, "net", "--out", Path.Combine(folder.Folder, "net.onnx"), "--weights", "none.safetensors");
        Refused("is a folder", "export", path, "net", "--out", Path.Combine(folder.Folder, "net.onnx"), "--weights", folder.Folder);

        var weights = folder.Add("no weights", "bad.safetensors");
        Refused("cannot be read", "export", path, "net", "--out", Path.Combine(folder.Folder, "net.onnx"), "--weights", weights);
        Refused("is the file of weights", "export", path, "net", "--out", weights, "--weights", weights);
        Assert.Equal(ExitCode.Success, NnProcess.Run("run", folder.Add("net = dense(3)\nprint(shape(net([[1, 2]])))\nsave(\"wide.safetensors\", net)\n", "wide.nn")).ExitCode);
        Refused("do not agree", "export", path, "net", "--out", Path.Combine(folder.Folder, "net.onnx"), "--weights", Path.Combine(folder.Folder, "wide.safetensors"));
        Assert.False(File.Exists(Path.Combine(folder.Folder, "net.onnx")));
        var mistaken = NnProcess.Run("export", folder.Add("net = Nett()\n", "mistaken.nn"));
        Assert.Equal((ExitCode.Diagnostics, string.Empty), (mistaken.ExitCode, mistaken.Output));
    }

    private static void Refused(string because, params string[] arguments)
    {
        var result = NnProcess.Run(arguments);
        Assert.Equal((ExitCode.Usage, string.Empty), (result.ExitCode, result.Output));
        Assert.Contains(because, result.Error, StringComparison.Ordinal);
    }
}
