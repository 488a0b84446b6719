using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Dsl.Runtime.Backends.CStyle;

namespace Dsl.Runtime.Tests.Backends.CStyle;

/// <summary>
/// No compiler here looks into the text of inline assembly, so its instructions are few, and these: whoever adds one compares it with the PTX instruction set, section by
/// section, and adds it here.
/// </summary>
public sealed partial class MachineInstructionTests
{
    private static readonly ImmutableSortedSet<string> Instructions =
    [
        "cp.async.ca.shared.global [%0], [%1], 4;",
        "cp.async.cg.shared.global [%0], [%1], 16, %2;",
        "cp.async.commit_group;",
        "cp.async.wait_group %0;",
        "cvt.f32.f16 %0, %1;",
        "cvt.rn.bf16x2.f32 %0, %1, %2;",
        "cvt.rn.f16.f32 %0, %1;",
        "cvt.rn.f16x2.f32 %0, %1, %2;",
        "ex2.approx.ftz.f32 %0, %1;",
        "ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0, %1, %2, %3}, [%4];",
        "ldmatrix.sync.aligned.m8n8.x4.trans.shared.b16 {%0, %1, %2, %3}, [%4];",
        "max.NaN.f32 %0, %1, %2;",
        "min.NaN.f32 %0, %1, %2;",
        "mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};",
        "mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%10, %10, %10, %10};",
        "mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};",
        "mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%10, %10, %10, %10};",
        "rcp.approx.ftz.f32 %0, %1;",
    ];

    [Fact]
    public void Instructions_of_the_machine_are_these() =>
        Assert.Equal(Instructions, Assembly().Matches(CDialect.Cuda.Preamble + CDialect.Cuda.DoublePreamble).Select(static match => match.Groups["text"].Value).ToImmutableSortedSet());

    [Fact]
    public void The_other_dialect_has_none() => Assert.DoesNotContain("asm", CDialect.OpenCl.Preamble, StringComparison.Ordinal);

    [GeneratedRegex("""asm( volatile)?\("(?<text>[^"]*)["]""")]
    private static partial Regex Assembly();
}
