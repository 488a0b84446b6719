using Dsl.DeviceChecks.Running;

namespace Dsl.Runtime.Tests.Backends.Devices;

/// <summary>Conversions to 16 bits are exact on a device; what is kept in 16 bits comes to the same numbers there as on the processor's own kernels.</summary>
public sealed class PrecisionOnPoclTests(PrecisionOnPoclTests.Run run) : IClassFixture<PrecisionOnPoclTests.Run>
{
    public static TheoryData<string> Names => [.. CheckSuites.Of(CheckSuites.Precision).Select(static check => check.Name)];

    [TheoryRequiringOpenCl]
    [MemberData(nameof(Names))]
    public void Agrees_with_the_processor(string name) => run.Verify(name);

    public sealed class Run() : PoclRun(CheckSuites.Precision);
}
