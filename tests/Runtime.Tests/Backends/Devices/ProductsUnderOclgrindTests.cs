using Dsl.DeviceChecks.Running;

namespace Dsl.Runtime.Tests.Backends.Devices;

/// <summary>Small products, by tiles and by emulated tensor cores, keep within their memory and do not race.</summary>
public sealed class ProductsUnderOclgrindTests(ProductsUnderOclgrindTests.Run run) : IClassFixture<ProductsUnderOclgrindTests.Run>
{
    public static TheoryData<string> Names => [.. CheckSuites.Of(CheckSuites.Products).Select(static check => check.Name)];

    [TheoryRequiringOclgrind]
    [MemberData(nameof(Names))]
    public void Keep_within_their_memory_and_do_not_race(string name) => run.Verify(name);

    public sealed class Run() : OclgrindRun(CheckSuites.Products, "--most", "9000", "--every", "3");
}
