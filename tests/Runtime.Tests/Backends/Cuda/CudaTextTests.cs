using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Dsl.DeviceChecks.Running;
using Dsl.Runtime.Backends.CStyle;

namespace Dsl.Runtime.Tests.Backends.Cuda;

/// <summary>The CUDA text of every kernel is C that clang translates to PTX, and takes no more memory of a group than the renderer says.</summary>
public sealed partial class CudaTextTests
{
    // What every version of CUDA takes; later ones take more.
    private const int MostParameterBytes = 4096;
    private const int StaticSharedLimit = 48 << 10;

    [FactRequiringClang]
    public void Kernels_of_operators_become_ptx() => Verify(KernelCollection.OfSuite(CheckSuites.Operators), atLeast: 100);

    [FactRequiringClang]
    public void Kernels_of_random_graphs_become_ptx() => Verify(KernelCollection.OfSuite(CheckSuites.Graphs), atLeast: 20);

    [FactRequiringClang]
    public void Kernels_of_launches_become_ptx() => Verify(KernelCollection.OfSuite(CheckSuites.Launches), atLeast: 15);

    [FactRequiringClang]
    public void Kernels_of_products_become_ptx()
    {
        var kernels = KernelCollection.OfProducts();
        Assert.Contains(kernels, static kernel => kernel.Text.Contains("NN_MMA_16816_F16", StringComparison.Ordinal));
        Assert.Contains(kernels, static kernel => kernel.Text.Contains("NN_MMA_16816_BF16", StringComparison.Ordinal));
        Assert.Contains(kernels, static kernel => kernel.DynamicSharedBytes > StaticSharedLimit);
        Verify(kernels, atLeast: 20);
    }

    [FactRequiringClang]
    public void Kernels_of_training_steps_become_ptx() => Verify(KernelCollection.OfNetworks(), atLeast: 60);

    [FactRequiringClang]
    public void Kernels_of_measurements_become_ptx() => Verify(KernelCollection.OfMeasurements(), atLeast: 60);

    [FactRequiringClang]
    public void A_mistake_in_a_kernel_is_found()
    {
        var good = new KernelSource("NN_KERNEL(64) nn_kernel(NN_GLOBAL u8* m0, int kernel_number, NN_GLOBAL int* fault) { m0[NN_ITEM] = 1; }\n", 1, 64, UsesDoubles: false);
        Assert.NotNull(Clang.Translate(Combine([good])).Ptx);
        foreach (var (wrong, message) in ((string, string)[])[("m0[NN_ITEM] = 1", "expected ';'"), ("m0[NN_ITEM] = left_row;", "left_row"), ("nn_exp_f32(1.0f, 2.0f);", "too many arguments")])
        {
            var (ptx, messages) = Clang.Translate(Combine([good, good with { Text = good.Text.Replace("m0[NN_ITEM] = 1;", wrong, StringComparison.Ordinal) }]));
            Assert.Null(ptx);
            Assert.Contains(message, messages, StringComparison.Ordinal);
        }
    }

    [FactRequiringClang]
    public void Memory_of_a_group_is_measured()
    {
        var text = "NN_KERNEL(64) nn_kernel(NN_GLOBAL float* m0, int kernel_number, NN_GLOBAL int* fault) { NN_SHARED float mine[100]; mine[NN_ITEM] = m0[NN_ITEM]; NN_BARRIER; m0[NN_ITEM] = mine[99 - NN_ITEM]; }\n";
        var source = new KernelSource(text, 1, 64, UsesDoubles: false);
        Assert.Equal(400, SharedBytes(Clang.Translate(Combine([source])).Ptx!, ModuleText.NameOf(source)));
    }

    private static void Verify(ImmutableArray<KernelSource> kernels, int atLeast)
    {
        Assert.All(kernels, static kernel => Assert.DoesNotContain("return", BodyOf(kernel), StringComparison.Ordinal));
        Assert.All(kernels, static kernel => Assert.True(ParameterBytes(kernel) <= MostParameterBytes, $"{ParameterBytes(kernel)} bytes of parameters:\n{kernel.Text}"));
        Assert.All(kernels, static kernel => Assert.True(kernel.DynamicSharedBytes <= KernelCollection.Ampere.DynamicSharedBytes, $"{kernel.DynamicSharedBytes} bytes at launch:\n{kernel.Text}"));
        Assert.All(kernels, static kernel => Assert.True(kernel.SharedBytes <= StaticSharedLimit, $"{kernel.SharedBytes} bytes of a group's memory:\n{kernel.Text}"));
        new KernelTranslation(static chunk => Clang.Translate(Combine(chunk)), static name => $".entry {name}(", SharedBytes, StaticSharedLimit).Verify(kernels, atLeast);
    }

    // All items of a group come to every barrier, with a look for faults or without.
    private static string BodyOf(KernelSource kernel) => kernel.Text[kernel.Text.LastIndexOf(" nn_kernel(", StringComparison.Ordinal)..];

    private static int ParameterBytes(KernelSource kernel)
    {
        var start = kernel.Text.LastIndexOf(" nn_kernel(", StringComparison.Ordinal);
        return kernel.Text[start..kernel.Text.IndexOf(')', start)].Split(',').Length * sizeof(long);
    }

    private static string Combine(IReadOnlyCollection<KernelSource> kernels) => ModuleText.Of(kernels, CDialect.Cuda);

    // What each function declares for its groups; the name of such a variable holds the function's.
    private static long SharedBytes(string ptx, string name) => SharedVariable().Matches(ptx)
        .Where(match => match.Groups["name"].Value.Contains($"{name}E", StringComparison.Ordinal))
        .Sum(static match => long.Parse(match.Groups["bytes"].Value, CultureInfo.InvariantCulture));

    [GeneratedRegex(@"^\s*\.shared \.align \d+ \.b8 (?<name>\w+)\[(?<bytes>\d+)\]", RegexOptions.Multiline)]
    private static partial Regex SharedVariable();
}
