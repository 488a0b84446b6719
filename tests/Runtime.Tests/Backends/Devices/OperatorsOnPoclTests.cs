using Dsl.DeviceChecks.Running;

namespace Dsl.Runtime.Tests.Backends.Devices;

/// <summary>Operators of every element type give the same numbers on a device as on the reference.</summary>
public sealed class OperatorsOnPoclTests(OperatorsOnPoclTests.Run run) : IClassFixture<OperatorsOnPoclTests.Run>
{
    public static TheoryData<string> Names => [.. CheckSuites.Of(CheckSuites.Operators).Select(static check => check.Name)];

    [TheoryRequiringOpenCl]
    [MemberData(nameof(Names))]
    public void Agree_with_the_reference(string name) => run.Verify(name);

    public sealed class Run() : PoclRun(CheckSuites.Operators, "--every", "7");
}
