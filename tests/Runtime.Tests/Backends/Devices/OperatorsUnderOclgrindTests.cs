using Dsl.DeviceChecks.Running;

namespace Dsl.Runtime.Tests.Backends.Devices;

/// <summary>Operators of every element type give the same numbers on a device as on the reference.</summary>
public sealed class OperatorsUnderOclgrindTests(OperatorsUnderOclgrindTests.Run run) : IClassFixture<OperatorsUnderOclgrindTests.Run>
{
    public static TheoryData<string> Names => [.. CheckSuites.Of(CheckSuites.Operators).Select(static check => check.Name)];

    [TheoryRequiringOclgrind]
    [MemberData(nameof(Names))]
    public void Keep_within_their_memory_and_do_not_race(string name) => run.Verify(name);

    public sealed class Run() : OclgrindRun(CheckSuites.Operators, "--every", "13", "--most", "600");
}
