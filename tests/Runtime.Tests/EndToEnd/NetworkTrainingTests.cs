using System.Globalization;
using Dsl.Runtime.Backends.Cpu;
using Dsl.Runtime.Backends.Reference;
using Xunit.Abstractions;

namespace Dsl.Runtime.Tests.EndToEnd;

/// <summary>Trainings of small networks give the same losses on the cpu as by the reference.</summary>
public class NetworkTrainingTests(ITestOutputHelper output)
{
    private const int Epochs = 5;

    // Single against double precision: each step is off by about 1e-7, and later steps start from there.
    private const double Tolerance = 1e-4;

    public static TheoryData<string> Networks => NetworkCases.Names(ofNumbersOnly: false);

    [Theory]
    [MemberData(nameof(Networks))]
    public void FiveStepsAgree(string name) => AssertSameLosses(NetworkCases.Find(name), rows: 10, batch: 10);

    [Theory]
    [MemberData(nameof(Networks))]
    public void ASmallerLastBatchAgrees(string name) => AssertSameLosses(NetworkCases.Find(name), rows: 10, batch: 4);

    [Theory]
    [MemberData(nameof(Networks))]
    public void ALastBatchOfOneRowAgrees(string name) => AssertSameLosses(NetworkCases.Find(name), rows: 7, batch: 3);

    private void AssertSameLosses(NetworkCase network, int rows, int batch)
    {
        var script = network.Model() + network.Data(rows) + string.Create(CultureInfo.InvariantCulture, $$"""
            net = Net()
            history = train(net, data, loss: {{network.Loss}}, optimizer: momentum(0.05), epochs: {{Epochs}}, batch: {{batch}}, silent: true)
            for loss in history.loss { print("{loss:.9}") }
            print("{evaluate(net, data, {{network.Loss}}):.9}")
            """);
        var actual = NetworkRun.Numbers(script, new CpuBackend());
        var expected = NetworkRun.Numbers(script, new ReferenceBackend());
        output.WriteLine($"{network.Name}, {rows} rows, batches of {batch}");
        output.WriteLine($"cpu       {string.Join(' ', actual)}");
        output.WriteLine($"reference {string.Join(' ', expected)}");
        Assert.Equal(Epochs + 1, expected.Length);
        Assert.Equal(expected.Length, actual.Length);
        Assert.NotEqual(expected[0], expected[Epochs - 1]);
        for (var i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= Tolerance * Math.Abs(expected[i]), $"loss {i} is {actual[i]} on the cpu and {expected[i]} by the reference\n{script}");
    }
}
