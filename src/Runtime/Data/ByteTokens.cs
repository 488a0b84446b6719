namespace Dsl.Runtime.Data;

/// <summary>The tokens of a text whose every byte is a character: looked up as they are asked for, so that they take no memory beside the file's own.</summary>
/// <param name="bytes">The file.</param>
/// <param name="from">Where the text begins in it.</param>
/// <param name="tokenOfByte">The token of each byte, 256 of them.</param>
public sealed class ByteTokens(FileBytes bytes, int from, long[] tokenOfByte) : TokenStore
{
    public override int Count { get; } = bytes.Span.Length - from;

    public override void Copy(int start, Span<long> destination)
    {
        var text = bytes.Span.Slice(from + start, destination.Length);
        for (var i = 0; i < text.Length; i++)
            destination[i] = tokenOfByte[text[i]];
        GC.KeepAlive(bytes);
    }
}
