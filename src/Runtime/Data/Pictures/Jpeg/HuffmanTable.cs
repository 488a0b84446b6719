namespace Dsl.Runtime.Data.Pictures.Jpeg;

/// <summary>A code in which frequent symbols have few bits.</summary>
/// <remarks>Source: ITU-T T.81, annexes C and F.</remarks>
internal sealed class HuffmanTable
{
    private const int MostBits = 16;
    private const int QuickBits = 9;

    private readonly byte[] symbols;
    private readonly ushort[] quick = new ushort[1 << QuickBits];
    private readonly int[] firstCode = new int[MostBits + 1];
    private readonly int[] firstSymbol = new int[MostBits + 1];
    private readonly int[] counts = new int[MostBits + 1];

    /// <param name="lengths">How many codes have 1, 2, ... 16 bits.</param>
    /// <param name="symbols">What they stand for, the shortest first.</param>
    /// <exception cref="InvalidDataException">There are more codes than so many bits can tell apart.</exception>
    public HuffmanTable(ReadOnlySpan<byte> lengths, ReadOnlySpan<byte> symbols)
    {
        this.symbols = symbols.ToArray();
        var (code, symbol) = (0, 0);
        for (var length = 1; length <= MostBits; length++, code <<= 1)
        {
            (firstCode[length], firstSymbol[length], counts[length]) = (code, symbol, lengths[length - 1]);
            if (code + counts[length] > 1 << length)
                throw new InvalidDataException("one of its codes is none; it is damaged");
            for (var i = 0; i < counts[length] && length <= QuickBits; i++)
                quick.AsSpan((code + i) << (QuickBits - length), 1 << (QuickBits - length)).Fill((ushort)((length << 8) | this.symbols[symbol + i]));
            code += counts[length];
            symbol += counts[length];
        }
    }

    /// <summary>Reads one symbol.</summary>
    public int Read(ref JpegBits bits)
    {
        var found = quick[bits.Peek(QuickBits)];
        if (found != 0)
        {
            bits.Skip(found >> 8);
            return found & 0xFF;
        }

        var ahead = bits.Peek(MostBits);
        for (var length = QuickBits + 1; length <= MostBits; length++)
        {
            var place = (ahead >> (MostBits - length)) - firstCode[length];
            if (place < 0 || place >= counts[length])
                continue;
            bits.Skip(length);
            return symbols[firstSymbol[length] + place];
        }

        throw new InvalidDataException("its packed pixels are damaged");
    }
}
