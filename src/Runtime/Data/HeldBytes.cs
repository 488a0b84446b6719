namespace Dsl.Runtime.Data;

/// <summary>Bytes held in memory. The memory is not copied and must not change.</summary>
public sealed class HeldBytes(ReadOnlyMemory<byte> bytes) : FileBytes
{
    public override ReadOnlySpan<byte> Span => bytes.Span;
}
