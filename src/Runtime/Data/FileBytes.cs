namespace Dsl.Runtime.Data;

/// <summary>The bytes of a file or of a part of memory. Whoever reads the span keeps this object alive meanwhile.</summary>
public abstract class FileBytes
{
    /// <summary>All bytes.</summary>
    public abstract ReadOnlySpan<byte> Span { get; }
}
