using Dsl.DeviceChecks.Running;

namespace Dsl.Runtime.Tests.Backends.Devices;

/// <summary>Products of every layout, by tiles and by emulated tensor cores, give on a device every bit that they must.</summary>
public sealed class ProductsOnPoclTests(ProductsOnPoclTests.Run run) : IClassFixture<ProductsOnPoclTests.Run>
{
    public static TheoryData<string> Names => [.. CheckSuites.Of(CheckSuites.Products).Select(static check => check.Name)];

    [TheoryRequiringOpenCl]
    [MemberData(nameof(Names))]
    public void Have_the_bits_that_they_must(string name) => run.Verify(name);

    public sealed class Run() : PoclRun(CheckSuites.Products, "--every", "3");
}
