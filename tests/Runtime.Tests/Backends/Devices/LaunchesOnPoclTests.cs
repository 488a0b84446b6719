using Dsl.DeviceChecks.Running;

namespace Dsl.Runtime.Tests.Backends.Devices;

/// <summary>Launches of several kernels give the same numbers on a device as on the reference.</summary>
public sealed class LaunchesOnPoclTests(LaunchesOnPoclTests.Run run) : IClassFixture<LaunchesOnPoclTests.Run>
{
    public static TheoryData<string> Names => [.. CheckSuites.Of(CheckSuites.Launches).Select(static check => check.Name)];

    [TheoryRequiringOpenCl]
    [MemberData(nameof(Names))]
    public void Agree_with_the_reference(string name) => run.Verify(name);

    public sealed class Run() : PoclRun(CheckSuites.Launches);
}
