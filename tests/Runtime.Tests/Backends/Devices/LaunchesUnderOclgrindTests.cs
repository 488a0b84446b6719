using Dsl.DeviceChecks.Running;

namespace Dsl.Runtime.Tests.Backends.Devices;

/// <summary>Launches of several kernels give the same numbers on a device as on the reference.</summary>
public sealed class LaunchesUnderOclgrindTests(LaunchesUnderOclgrindTests.Run run) : IClassFixture<LaunchesUnderOclgrindTests.Run>
{
    public static TheoryData<string> Names => [.. CheckSuites.Of(CheckSuites.Launches).Select(static check => check.Name)];

    [TheoryRequiringOclgrind]
    [MemberData(nameof(Names))]
    public void Keep_within_their_memory_and_do_not_race(string name) => run.Verify(name);

    public sealed class Run() : OclgrindRun(CheckSuites.Launches, "--most", "2000");
}
