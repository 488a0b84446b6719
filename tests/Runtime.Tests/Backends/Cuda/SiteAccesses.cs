using System.Globalization;

namespace Dsl.Runtime.Tests.Backends.Cuda;

/// <summary>What an instruction of a kernel cost.</summary>
/// <param name="IsOfGroup">Whether it is to the group's memory.</param>
/// <param name="IsWrite">Whether it writes.</param>
/// <param name="Operand">The operand's number in the device's memory; -1 for none.</param>
/// <param name="Bytes">Bytes of an item.</param>
/// <param name="Count">What it cost.</param>
internal sealed record SiteAccesses(bool IsOfGroup, bool IsWrite, int Operand, int Bytes, AccessCount Count)
{
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{(IsWrite ? "writes" : "reads")} {(IsOfGroup ? "the group's memory" : $"operand {Operand}")}, {Bytes} bytes an item: {Count} by {Count.Requests} requests");
}
