using Dsl.Runtime.Backends.Cpu;
using Dsl.Runtime.Backends.Reference;
using Dsl.Runtime.Tests.EndToEnd;

namespace Dsl.Runtime.Tests.Generation;

/// <summary>Matrices rounded to 8 bits: what they cost, and that generating uses them.</summary>
public class QuantizationTests
{
    private const string Model = """
        model Net() (t: int[B, T]) -> [B, T, 64] {
          param table: [64, 64] ~ normal(0.0, 1.0)
          table[t] |> attention(4) |> dense(192) |> gelu |> dense(64)
        }
        net = Net()
        x = [[1, 2, 3, 4]]
        before = net(x)
        quantize(net)
        """;

    [Fact]
    public void RoundingChangesScoresALittle()
    {
        using var backend = new CpuBackend();
        var numbers = NetworkRun.Numbers(Model + "\nprint(max(abs(net(x) - before)), max(abs(before)))\n", backend);
        Assert.InRange(numbers[0], 1e-6, 0.05 * numbers[1]);
    }

    [Fact]
    public void RoundingTwiceIsRoundingOnce()
    {
        using var backend = new CpuBackend();
        Assert.InRange(NetworkRun.Numbers(Model + "\nonce = net(x)\nquantize(net)\nprint(max(abs(net(x) - once)))\n", backend).Single(), 0, 1e-5);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void GeneratedTokensAreThoseOfTheRoundedModel(int threads)
    {
        using var backend = new CpuBackend(new CpuOptions(threads));
        var numbers = NetworkRun.Numbers(
            Model + "\ny = generate(net, [1, 2, 3], length: 20, temperature: 0)\nprint(y[3:23])\nprint(argmax(net(unsqueeze(y[0:22], 0)))[0, 2:22])\n", backend);
        Assert.Equal(numbers[..20], numbers[20..]);
    }

    [Fact]
    public void TheReferenceGivesTheSameTokens()
    {
        const string Script = Model + "\nprint(generate(net, [1, 2, 3], length: 12, temperature: 0))\n";
        using var backend = new CpuBackend();
        Assert.Equal(NetworkRun.Numbers(Script, new ReferenceBackend()), NetworkRun.Numbers(Script, backend));
    }
}
