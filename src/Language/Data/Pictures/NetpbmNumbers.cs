namespace Dsl.Language.Data.Pictures;

/// <summary>Reads the numbers of Netpbm files, which stand in decimal digits between blanks and comments.</summary>
public static class NetpbmNumbers
{
    private const int Most = 100_000_000;

    /// <summary>Reads the next number.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="position">Where to begin; behind the number afterwards.</param>
    /// <param name="number">The number.</param>
    public static bool TryRead(ReadOnlySpan<byte> bytes, ref int position, out int number)
    {
        number = 0;
        var isComment = false;
        for (; position < bytes.Length; position++)
        {
            var found = bytes[position];
            if (isComment ? found is (byte)'\n' or (byte)'\r' : found == (byte)'#')
                isComment = !isComment;
            else if (!isComment && found is not ((byte)' ' or (>= 9 and <= 13)))
                break;
        }

        var first = position;
        for (; position < bytes.Length && bytes[position] is >= (byte)'0' and <= (byte)'9' && number <= Most; position++)
            number = (number * 10) + bytes[position] - '0';
        return position > first && number <= Most;
    }
}
