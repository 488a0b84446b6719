namespace Dsl.Language.Data;

/// <summary>
/// Splits comma-separated text into rows of fields as RFC 4180 describes it: fields in double quotes may hold separators, line
/// breaks and doubled quotes; lines end with CRLF, LF or CR; a byte order mark is skipped.
/// </summary>
/// <remarks>
/// Spaces around a field that is not quoted do not count; a line without any character is passed over. One buffer is used again
/// for every row, and its size is bounded.
/// </remarks>
public sealed class CsvRecordReader(TextReader text, char separator)
{
    private readonly List<(int Start, int End, bool Quoted)> fields = [];
    private readonly char[] input = new char[16 * 1024];
    private char[] row = new char[256];
    private int rowLength;
    private int inputPosition;
    private int inputLength;
    private long line = 1;
    private bool atStart = true;

    /// <summary>The number of fields of the current row.</summary>
    public int FieldCount => fields.Count;

    /// <summary>The one-based line on which the current row began.</summary>
    public long Line { get; private set; }

    /// <summary>Whether nothing follows the current row.</summary>
    public bool AtEnd => Peek() < 0;

    /// <summary>What was wrong when <see cref="Read"/> gave <see cref="CsvReadStatus.Malformed"/>: a sentence.</summary>
    public string? Problem { get; private set; }

    /// <summary>The one-based number of the field that was wrong.</summary>
    public int ProblemField { get; private set; }

    /// <summary>The text of a field of the current row, without its quotes; valid until the next <see cref="Read"/>.</summary>
    public ReadOnlySpan<char> this[int field] => row.AsSpan(fields[field].Start, fields[field].End - fields[field].Start);

    /// <summary>Whether a field of the current row stood in quotes.</summary>
    public bool IsQuoted(int field) => fields[field].Quoted;

    /// <summary>Reads the next row.</summary>
    public CsvReadStatus Read()
    {
        if (Problem is not null)
            return CsvReadStatus.Malformed;
        fields.Clear();
        rowLength = 0;
        if (atStart)
        {
            atStart = false;
            if (Peek() == '\uFEFF')
                Take();
        }

        while (Peek() is '\n' or '\r')
            TakeLineBreak();
        if (Peek() < 0)
            return CsvReadStatus.End;
        Line = line;
        while (true)
        {
            if (fields.Count == DataLimits.FieldsPerRow)
                return Fail($"a row may have at most {DataLimits.FieldsPerRow} fields");
            if (!ReadField())
                return CsvReadStatus.Malformed;
            var next = Peek();
            if (next == separator)
            {
                Take();
                continue;
            }

            if (next >= 0)
                TakeLineBreak();
            return CsvReadStatus.Row;
        }
    }

    private bool ReadField()
    {
        while (Peek() is ' ' or '\t' && Peek() != separator)
            Take();
        return Peek() == '"' ? ReadQuotedField() : ReadPlainField();
    }

    private bool ReadPlainField()
    {
        var start = rowLength;
        while (Peek() is >= 0 and not '\n' and not '\r' && Peek() != separator)
        {
            if (!Append((char)Take(), start))
                return false;
        }

        var end = rowLength;
        while (end > start && row[end - 1] is ' ' or '\t')
            end--;
        fields.Add((start, end, false));
        return true;
    }

    private bool ReadQuotedField()
    {
        var openedOn = line;
        var start = rowLength;
        Take();
        while (true)
        {
            var next = Peek();
            if (next < 0)
            {
                Fail($"the quote opened on line {openedOn} is never closed");
                return false;
            }

            if (next is '\n' or '\r')
            {
                TakeLineBreak();
                if (!Append('\n', start))
                    return false;
                continue;
            }

            Take();
            if (next == '"')
            {
                if (Peek() != '"')
                    break;
                Take();
            }

            if (!Append((char)next, start))
                return false;
        }

        fields.Add((start, rowLength, true));
        while (Peek() is ' ' or '\t' && Peek() != separator)
            Take();
        if (Peek() is >= 0 and not '\n' and not '\r' && Peek() != separator)
        {
            fields.RemoveAt(fields.Count - 1);
            Fail("there is text after the closing quote; a quote inside a quoted field is written twice");
            return false;
        }

        return true;
    }

    private CsvReadStatus Fail(string problem)
    {
        Problem = problem;
        ProblemField = fields.Count + 1;
        return CsvReadStatus.Malformed;
    }

    private bool Append(char character, int fieldStart)
    {
        if (rowLength - fieldStart >= DataLimits.FieldLength || rowLength >= 64 * DataLimits.FieldLength)
        {
            Fail($"a field may have at most {DataLimits.FieldLength} characters");
            return false;
        }

        if (rowLength == row.Length)
            Array.Resize(ref row, row.Length * 2);
        row[rowLength++] = character;
        return true;
    }

    private int Peek()
    {
        if (inputPosition == inputLength)
        {
            inputLength = text.Read(input, 0, input.Length);
            inputPosition = 0;
            if (inputLength == 0)
                return -1;
        }

        return input[inputPosition];
    }

    private int Take()
    {
        var next = Peek();
        if (next >= 0)
            inputPosition++;
        return next;
    }

    private void TakeLineBreak()
    {
        if (Take() == '\r' && Peek() == '\n')
            Take();
        line++;
    }
}
