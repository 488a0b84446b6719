namespace Dsl.Runtime.Data.Pictures.Jpeg;

/// <summary>The bits of a scan, the first one highest. They end at the next marker; what is looked at behind it is 0, and using it is a mistake of the file.</summary>
internal ref struct JpegBits(ReadOnlySpan<byte> bytes, int position)
{
    private readonly ReadOnlySpan<byte> bytes = bytes;
    private uint held;
    private int count;
    private int beyond;

    /// <summary>Where the next byte or marker is.</summary>
    public int Position { get; private set; } = position;

    /// <summary>The next bits, which stay.</summary>
    /// <param name="length">At most 16.</param>
    public int Peek(int length)
    {
        while (count < length)
            Fill();
        return (int)((held >> (count - length)) & ((1u << length) - 1));
    }

    /// <summary>Passes over bits that were looked at.</summary>
    public void Skip(int length)
    {
        count -= length;
        if (count < beyond)
            throw new InvalidDataException("it ends before all of its pixels; it is cut off or damaged");
    }

    /// <summary>The next bits as a number.</summary>
    public int Read(int length)
    {
        if (length == 0)
            return 0;
        var value = Peek(length);
        Skip(length);
        return value;
    }

    /// <summary>A number of so many bits, of which the lower half are those below zero.</summary>
    public int ReadSigned(int length)
    {
        var value = Read(length);
        return length > 0 && value < 1 << (length - 1) ? value - (1 << length) + 1 : value;
    }

    /// <summary>Goes on behind the marker that is next; false where none is.</summary>
    public bool PassRestart()
    {
        (held, count, beyond) = (0, 0, 0);
        if (Position + 1 >= bytes.Length || bytes[Position] != 0xFF || bytes[Position + 1] is not (>= 0xD0 and <= 0xD7))
            return false;
        Position += 2;
        return true;
    }

    private void Fill()
    {
        var isEnd = Position >= bytes.Length || (bytes[Position] == 0xFF && (Position + 1 >= bytes.Length || bytes[Position + 1] != 0));
        var next = isEnd ? (byte)0 : bytes[Position];
        if (isEnd)
            beyond += 8;
        else
            Position += next == 0xFF ? 2 : 1;
        held = (held << 8) | next;
        count += 8;
    }
}
