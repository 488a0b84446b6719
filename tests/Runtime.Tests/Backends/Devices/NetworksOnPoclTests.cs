using Dsl.DeviceChecks.Running;

namespace Dsl.Runtime.Tests.Backends.Devices;

/// <summary>Small networks are trained to the same weights on a device as on the reference.</summary>
public sealed class NetworksOnPoclTests(NetworksOnPoclTests.Run run) : IClassFixture<NetworksOnPoclTests.Run>
{
    public static TheoryData<string> Names => [.. CheckSuites.Of(CheckSuites.Networks).Select(static check => check.Name)];

    [TheoryRequiringOpenCl]
    [MemberData(nameof(Names))]
    public void Agree_with_the_reference(string name) => run.Verify(name);

    public sealed class Run() : PoclRun(CheckSuites.Networks);
}
