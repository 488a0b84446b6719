using System.Collections.Immutable;
using Dsl.Runtime.Tests.Training;

namespace Dsl.Runtime.Tests.Export;

/// <summary>What stands in exported files, read by the numbers of onnx.proto. That other programs compute the same is a test of its own, in tests/OnnxRuntime.Tests.</summary>
public class ExportedFileTests
{
    [Fact]
    public void A_model_has_the_names_of_its_layers_and_a_batch_of_any_size()
    {
        using var script = new TrainingScript(
            """
            model Net() (x: [batch, 2]) -> [batch, 3] = x |> dense(4) |> dense(3, bias: false)
            net = Net()
            print(shape(net([[1, 2], [3, 4]])))
            export("net.onnx", net)
            """);
        script.RunToEnd();
        var model = ProtobufFields.Read(script.Bytes("net.onnx"));
        Assert.Equal(8, model.Number(1));
        Assert.Equal("nn", model.Text(2));
        Assert.Equal(17, model.Message(8).Number(2));
        var graph = model.Message(7);
        Assert.Equal("net", graph.Text(2));
        Assert.Equal(["dense_1.W", "dense_1.b", "dense_2.W"], graph.All(5).Select(static tensor => tensor.Text(8)).Where(static name => name.StartsWith("dense", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Equal(["dense_1/MatMul", "dense_2/MatMul"], graph.All(1).Where(static node => node.Text(4) == "MatMul").Select(static node => node.Text(3)));
        Assert.Equal("x: batch, 2", Described(graph.All(11).Single()));
        Assert.Equal("result: batch, 3", Described(graph.All(12).Single()));
        var weights = graph.All(5).Single(static tensor => tensor.Text(8) == "dense_2.W");
        Assert.Equal(4 * 3 * sizeof(float), weights.Bytes(9).Length);
    }

    [Fact]
    public void A_convolution_is_one_operation_without_windows()
    {
        using var script = new TrainingScript(
            """
            net = conv2d(4, kernel: 3, stride: 2, padding: 1)
            print(shape(net(random([2, 3, 8, 8]))))
            export("net.onnx", net)
            """);
        script.RunToEnd();
        var operations = ProtobufFields.Read(script.Bytes("net.onnx")).Message(7).All(1).Select(static node => node.Text(4)).ToImmutableArray();
        Assert.Contains("Conv", operations);
        Assert.DoesNotContain("Gather", operations.Where(static operation => operation == "Gather").Skip(1));
        Assert.DoesNotContain("Einsum", operations);
    }

    [Fact]
    public void Weights_are_those_of_the_moment()
    {
        using var script = new TrainingScript(
            """
            data = dataset(x: [[1.0], [2.0]], y: [[3.0], [5.0]])
            net = dense(1)
            print(shape(net([[1.0]])))
            export("before.onnx", net)
            train(net, data, loss: mse, optimizer: sgd(0.01), steps: 3)
            export("after.onnx", net)
            """);
        script.RunToEnd();
        Assert.NotEqual(script.Bytes("before.onnx"), script.Bytes("after.onnx"));
    }

    [Fact]
    public void Results_have_the_names_of_a_record()
    {
        using var script = new TrainingScript(
            """
            model Net() (x: [batch, 2]) {
              h = x |> dense(3)
              (mean: h, more: (best: argmax(h, over: 1), pair: (h + 1, h + 2)))
            }
            net = Net()
            print(shape(net([[1, 2], [3, 4]]).mean))
            export("net.onnx", net)
            """);
        script.RunToEnd();
        var graph = ProtobufFields.Read(script.Bytes("net.onnx")).Message(7);
        Assert.Equal(["mean: batch, 3", "more.best: batch", "more.pair0: batch, 3", "more.pair1: batch, 3"], graph.All(12).Select(Described));
    }

    [Fact]
    public void What_the_script_computed_before_is_a_constant_of_the_time_of_the_export()
    {
        using var script = new TrainingScript(
            """
            scale = 2.0 * random([4])
            model Net() (x: [batch, 4]) = x * scale
            net = Net()
            print(shape(net([[1, 2, 3, 4]])))
            export("net.onnx", net)
            scale = [1, 2, 3, 4]
            """);
        script.RunToEnd();
        var graph = ProtobufFields.Read(script.Bytes("net.onnx")).Message(7);
        var value = graph.All(5).Single(static tensor => tensor.Text(8).StartsWith("value", StringComparison.Ordinal));
        Assert.NotEqual([1f, 2f, 3f, 4f], System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(value.Bytes(9)).ToArray());
        Assert.Equal(["Mul", "Identity"], graph.All(1).Select(static node => node.Text(4)).Where(static operation => operation is not ("Expand" or "Concat" or "Gather" or "Shape")));
    }

    private static string Described(ProtobufFields value) => $"{value.Text(1)}: {string.Join(", ", value.Message(2).Message(1).Message(2).All(1).Select(static size => size.Has(2) ? size.Text(2) : $"{size.Number(1)}"))}";
}
