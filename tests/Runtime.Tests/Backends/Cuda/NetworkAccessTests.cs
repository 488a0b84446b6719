using System.Globalization;
using Dsl.Runtime.Backends.Devices;
using Dsl.Runtime.Tests.Suite;
using Xunit.Abstractions;

namespace Dsl.Runtime.Tests.Backends.Cuda;

/// <summary>
/// How the kernels of whole training steps touch the device's memory, counted as in <see cref="AccessTests"/>: forward passes, gradients, losses, dropout, optimizers and how rows of data are brought there. A launch
/// counts by what all of its groups read and write, as some of them show it.
/// </summary>
public sealed class NetworkAccessTests(ITestOutputHelper output)
{
    private const int Shown = 5;

    [FactRequiringClang]
    public void Dense_layers_in_single_precision() => Verify(1.05, AccessNetworks.Perceptron("f32", "sgd(lr: 0.1)"));

    [FactRequiringClang]
    public void Dense_layers_in_16_bits() => Verify(1.05, AccessNetworks.Perceptron("f16", "momentum(0.1)"));

    [FactRequiringClang]
    public void Convolutions_in_single_precision() => Verify(1.33, AccessNetworks.Convolutions("f32"));

    [FactRequiringClang]
    public void Convolutions_in_16_bits() => Verify(1.88, AccessNetworks.Convolutions("f16"));

    [FactRequiringClang]
    public void Convolutions_with_strides_in_single_precision() => Verify(1.14, AccessNetworks.Strides("f32"));

    [FactRequiringClang]
    public void Convolutions_with_strides_in_16_bits() => Verify(1.29, AccessNetworks.Strides("f16"));

    [FactRequiringClang]
    public void Convolutions_along_time() => Verify(1.42, AccessNetworks.Waves("f32"));

    [FactRequiringClang]
    public void Attention_and_a_vocabulary_in_16_bits() => Verify(1.05, AccessNetworks.Gpt("f16", 1024));

    private void Verify(double most, string script)
    {
        using var fake = new FakeCuda { RunsKernels = true, CountsAccesses = true };
        using var backend = new DeviceBackend("cuda", FakeCuda.Context(fake));

        // Numbers of groups that did not run are not there, so the step may end with a loss that is none.
        var outcome = ScriptHarness.Run(script, "script.nn", RepositoryPaths.Examples, backend);
        Assert.True(outcome.IsAccepted, outcome.Rendering);
        var (cost, least) = (fake.Accesses.Sum(static launch => launch.Cost), fake.Accesses.Sum(static launch => launch.Least));
        var worst = fake.Accesses.OrderByDescending(static launch => launch.Cost - launch.Least).Take(Shown).Select(static launch => $"{launch}\n{launch.Worst}");
        var total = string.Create(CultureInfo.InvariantCulture, $"{fake.Accesses.Count} launches, {cost:F0} sectors, {cost / least:F3} times the least\n{string.Join('\n', worst)}");
        output.WriteLine(total);
        Assert.True(fake.Accesses.Count > 10 && cost <= most * least, total);
    }
}
