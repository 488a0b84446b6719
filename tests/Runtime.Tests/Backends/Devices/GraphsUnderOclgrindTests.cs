using Dsl.DeviceChecks.Running;

namespace Dsl.Runtime.Tests.Backends.Devices;

/// <summary>Random graphs give the same numbers on a device as on the reference.</summary>
public sealed class GraphsUnderOclgrindTests(GraphsUnderOclgrindTests.Run run) : IClassFixture<GraphsUnderOclgrindTests.Run>
{
    public static TheoryData<string> Names => [.. CheckSuites.Of(CheckSuites.Graphs).Select(static check => check.Name)];

    [TheoryRequiringOclgrind]
    [MemberData(nameof(Names))]
    public void Keep_within_their_memory_and_do_not_race(string name) => run.Verify(name);

    public sealed class Run() : OclgrindRun(CheckSuites.Graphs, "--most", "2000");
}
