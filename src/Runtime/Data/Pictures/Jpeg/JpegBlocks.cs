namespace Dsl.Runtime.Data.Pictures.Jpeg;

/// <summary>Reads the coefficients of blocks, one scan at a time.</summary>
/// <remarks>Source: ITU-T T.81, annexes F and G.</remarks>
internal ref struct JpegBlocks(JpegBits bits, JpegScan scan)
{
    private const int MostBits = 15;

    private readonly JpegScan scan = scan;
    private JpegBits bits = bits;

    // Blocks that have no further coefficients, this one among them.
    private int finished;

    /// <summary>Where the scan goes on.</summary>
    public readonly int Position => bits.Position;

    // Frequencies in the order in which they are stored: from the lowest to the highest along diagonals.
    private static ReadOnlySpan<byte> Order =>
    [
        0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
        35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
    ];

    /// <summary>The place of the frequency that is stored at a place.</summary>
    public static int PlaceOf(int stored) => Order[stored];

    /// <summary>Begins anew behind a marker; false where there is none.</summary>
    public bool PassRestart()
    {
        finished = 0;
        return bits.PassRestart();
    }

    /// <summary>Reads a block.</summary>
    /// <param name="block">Its coefficients.</param>
    /// <param name="mean">The table of means; null where the scan has none.</param>
    /// <param name="others">The table of all other frequencies; null where the scan has none.</param>
    /// <param name="predicted">The mean of the block before.</param>
    public void Read(Span<short> block, HuffmanTable? mean, HuffmanTable? others, ref int predicted)
    {
        if (!scan.IsProgressive)
        {
            ReadMean(block, mean, ref predicted);
            ReadOthers(block, others, 1, 63);
        }
        else if (scan.First > 0)
        {
            if (scan.High == 0)
                ReadOthers(block, others, scan.First, scan.Last);
            else
                RefineOthers(block, others);
        }
        else if (scan.High == 0)
        {
            ReadMean(block, mean, ref predicted);
        }
        else if (bits.Read(1) != 0)
        {
            block[0] |= (short)(1 << scan.Low);
        }
    }

    private void ReadMean(Span<short> block, HuffmanTable? table, ref int predicted)
    {
        var length = Known(table).Read(ref bits);
        if (length > MostBits)
            throw new InvalidDataException("its packed pixels are damaged");
        predicted += bits.ReadSigned(length);
        block[0] = (short)(predicted << scan.Low);
    }

    private void ReadOthers(Span<short> block, HuffmanTable? table, int first, int last)
    {
        if (finished > 0)
        {
            finished--;
            return;
        }

        var codes = Known(table);
        for (var k = first; k <= last; k++)
        {
            var symbol = codes.Read(ref bits);
            var (zeros, length) = (symbol >> 4, symbol & 15);
            if (length == 0 && zeros < 15)
            {
                if (zeros > 0 && !scan.IsProgressive)
                    throw new InvalidDataException("its packed pixels are damaged");
                finished = (1 << zeros) + bits.Read(zeros) - 1;
                return;
            }

            k += zeros;
            if (length == 0)
                continue;
            if (k > last)
                throw new InvalidDataException("its packed pixels are damaged");
            block[Order[k]] = (short)(bits.ReadSigned(length) << scan.Low);
        }
    }

    private void RefineOthers(Span<short> block, HuffmanTable? table)
    {
        var k = scan.First;
        if (finished == 0)
        {
            var codes = Known(table);
            for (; k <= scan.Last; k++)
            {
                var symbol = codes.Read(ref bits);
                var (zeros, length) = (symbol >> 4, symbol & 15);
                if (length == 0 && zeros < 15)
                {
                    finished = (1 << zeros) + bits.Read(zeros);
                    break;
                }

                var added = length == 0 ? 0 : bits.Read(1) != 0 ? 1 << scan.Low : -1 << scan.Low;
                k = RefineUpTo(block, k, zeros);
                if (added == 0)
                    continue;
                if (k > scan.Last)
                    throw new InvalidDataException("its packed pixels are damaged");
                block[Order[k]] = (short)added;
            }
        }

        if (finished > 0)
        {
            RefineUpTo(block, k, 64);
            finished--;
        }
    }

    // Coefficients that are known get one more bit each, up to the zero that comes after so many zeros.
    private int RefineUpTo(Span<short> block, int k, int zeros)
    {
        for (; k <= scan.Last; k++)
        {
            ref var value = ref block[Order[k]];
            if (value == 0)
            {
                if (zeros-- == 0)
                    return k;
            }
            else if (bits.Read(1) != 0 && (value & (1 << scan.Low)) == 0)
            {
                value += (short)(value > 0 ? 1 << scan.Low : -1 << scan.Low);
            }
        }

        return k;
    }

    private static HuffmanTable Known(HuffmanTable? table) => table ?? throw new InvalidDataException("a scan uses a code that is not there; it is damaged");
}
