using System.Diagnostics;
using Dsl.Runtime.Tests.Training;

namespace Dsl.Runtime.Tests.Storage;

/// <summary>A reader that shares nothing with this program finds names, types, shapes and numbers in its files.</summary>
public class PythonReaderTests
{
    private const string Reader =
        """
        import json, struct, sys
        data = open(sys.argv[1], "rb").read()
        length = struct.unpack("<Q", data[:8])[0]
        header = json.loads(data[8:8 + length])
        meta = header.pop("__metadata__")
        assert all(type(v) is str for v in meta.values())
        end = 0
        for name, tensor in sorted(header.items(), key=lambda item: item[1]["data_offsets"]):
            start, stop = tensor["data_offsets"]
            count = 1
            for size in tensor["shape"]:
                count *= size
            assert tensor["dtype"] == "F32" and start == end and stop - start == 4 * count
            end = stop
            numbers = struct.unpack("<%df" % count, data[8 + length + start:8 + length + stop])
            print(name, tensor["shape"], "%.4f" % sum(numbers))
        assert 8 + length + end == len(data)
        print("step", meta.get("step"), "state", json.loads(meta["training"])["step"] if "training" in meta else None)
        """;

    [FactRequiringPython]
    public void A_checkpoint_is_read_by_python()
    {
        using var script = new TrainingScript(
            """
            data = dataset(x: [[1.0], [2.0]], y: [[3.0], [5.0]])
            net = dense(1)
            train(net, data, loss: mse, optimizer: momentum(0.01), steps: 3, checkpoint: "runs")
            save("final.safetensors", net)
            print("W [1, 1] {sum(net.W):.4}")
            print("b [1] {sum(net.b):.4}")
            """);
        var expected = script.RunToEnd().Split('\n');
        var lines = Read(script.PathOf("runs/step-00000003.safetensors"));
        Assert.Equal(expected[..2].Order(StringComparer.Ordinal), lines[..2].Order(StringComparer.Ordinal));
        Assert.Equal(["optimizer.W.v [1, 1]", "optimizer.b.v [1]"], lines[2..4].Select(static l => l[..l.LastIndexOf(' ')]).Order(StringComparer.Ordinal));
        Assert.Equal("step 3 state 3", lines[4]);
        Assert.Equal(expected[..2].Order(StringComparer.Ordinal), Read(script.PathOf("final.safetensors"))[..2].Order(StringComparer.Ordinal));
    }

    private static string[] Read(string path)
    {
        var start = new ProcessStartInfo(FactRequiringPythonAttribute.Program) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(Reader);
        start.ArgumentList.Add(path);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, error);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
