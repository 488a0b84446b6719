using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Dsl.DeviceChecks.Running;
using Dsl.Runtime.Backends.CStyle;
using Dsl.Runtime.Tests.Backends.Cuda;

namespace Dsl.Runtime.Tests.Backends.Devices;

/// <summary>The OpenCL text of every kernel is C that clang takes for SPIR without a warning, and takes no more memory of a group than the renderer says: a second compiler's opinion beside the drivers'.</summary>
public sealed partial class OpenClTextTests
{
    [FactRequiringClang]
    public void Kernels_of_operators_are_accepted() => Verify(KernelCollection.OfSuite(CheckSuites.Operators, CDialect.OpenCl), atLeast: 100);

    [FactRequiringClang]
    public void Kernels_of_random_graphs_are_accepted() => Verify(KernelCollection.OfSuite(CheckSuites.Graphs, CDialect.OpenCl), atLeast: 20);

    [FactRequiringClang]
    public void Kernels_of_launches_are_accepted() => Verify(KernelCollection.OfSuite(CheckSuites.Launches, CDialect.OpenCl), atLeast: 15);

    [FactRequiringClang]
    public void Kernels_of_products_are_accepted()
    {
        var kernels = KernelCollection.OfProducts(CDialect.OpenCl);
        Assert.Contains(kernels, static kernel => kernel.Text.Contains("NN_MMA_16816_F16", StringComparison.Ordinal));
        Verify(kernels, atLeast: 20);
    }

    [FactRequiringClang]
    public void Kernels_of_training_steps_are_accepted() => Verify(KernelCollection.OfNetworks(CDialect.OpenCl), atLeast: 60);

    [FactRequiringClang]
    public void A_mistake_in_a_kernel_is_found()
    {
        var good = new KernelSource("NN_KERNEL(64) nn_kernel(NN_GLOBAL u8* m0, int kernel_number, NN_GLOBAL int* fault) { NN_SHARED int mine[64]; mine[NN_ITEM] = m0[NN_ITEM]; NN_BARRIER; m0[NN_ITEM] = (u8)mine[63 - NN_ITEM]; }\n", 1, 64, UsesDoubles: false);
        Assert.Equal(256, SharedBytes(Clang.TranslateOpenCl(ModuleText.Of([good], CDialect.OpenCl)).Intermediate!, ModuleText.NameOf(good)));
        foreach (var (wrong, message) in ((string, string)[])[("mine[NN_ITEM] = 1", "expected ';'"), ("NN_GLOBAL int* here = mine;", "address space"), ("double x = nn_exp_f32(1.0f, 2.0f);", "too many arguments"), ("int* lost = (int*)m0;", "address space")])
        {
            var (intermediate, messages) = Clang.TranslateOpenCl(ModuleText.Of([good with { Text = good.Text.Replace("NN_BARRIER;", wrong, StringComparison.Ordinal) }], CDialect.OpenCl));
            Assert.Null(intermediate);
            Assert.Contains(message, messages, StringComparison.Ordinal);
        }
    }

    private static void Verify(ImmutableArray<KernelSource> kernels, int atLeast) =>
        new KernelTranslation(static chunk => Clang.TranslateOpenCl(ModuleText.Of(chunk, CDialect.OpenCl)), static name => $"spir_kernel void @{name}(", SharedBytes, KernelCollection.Portable.SharedBytes)
            .Verify(kernels, atLeast);

    // What each function declares for its groups.
    private static long SharedBytes(string intermediate, string name) => SharedVariable().Matches(intermediate)
        .Where(match => match.Groups["name"].Value.StartsWith(name + ".", StringComparison.Ordinal))
        .Sum(static match => long.Parse(match.Groups["count"].Value, CultureInfo.InvariantCulture) * match.Groups["type"].Value switch
        {
            "i8" => 1,
            "i16" => 2,
            "i32" or "float" => 4,
            "i64" or "double" => 8,
            var other => throw new InvalidOperationException($"{other} has no size here"),
        });

    [GeneratedRegex(@"^@(?<name>[\w.]+) = internal addrspace\(3\) global \[(?<count>\d+) x (?<type>\w+)\]", RegexOptions.Multiline)]
    private static partial Regex SharedVariable();
}
