using Dsl.Language.Data;

namespace Dsl.Runtime.Data;

/// <summary>Carries out <c>dates</c>: draws days and writes them as people do.</summary>
internal static class DateGeneration
{
    public static readonly DataImplementation Dates = new("dates", Run);

    private const long DayStream = 0x64617973;

    private static DataResult Run(DataCall call)
    {
        var n = call.Size("n", 0);
        if (n < 10 || n > WrittenDates.Days)
            return new DataFailure(DataErrors.ArgumentOutOfRange, $"n is {n}; expected 10 to {WrittenDates.Days}, the number of days", "n");
        var seed = call.SeedOrDefault();

        // No day comes twice, so that none of the test part was seen in another way of writing.
        var days = new int[WrittenDates.Days];
        for (var i = 0; i < days.Length; i++)
            days[i] = i;
        new CounterRandom(seed, DayStream).Shuffle(days);

        var tokenizer = Tokenizer.Of(new TokenizerDescription(TokenizerKind.Characters, WrittenDates.Alphabet, []));
        var written = new long[n * WrittenDates.WrittenLength];
        var standard = new long[n * WrittenDates.StandardLength];
        for (var row = 0; row < n; row++)
        {
            var day = WrittenDates.FirstDay.AddDays(days[row]);
            var manner = new CounterRandom(seed, row).NextInteger(WrittenDates.Manners);
            Encode(tokenizer, WrittenDates.Write(day, manner).PadRight(WrittenDates.WrittenLength), written, row);
            Encode(tokenizer, WrittenDates.WriteStandard(day), standard, row);
        }

        var train = (int)CharacterParts.FirstRows(n);
        return new DataRecord(
        [
            new DataRecordField("vocab", new DataSize(WrittenDates.Alphabet.Length)),
            new DataRecordField("train", Part(0, train)),
            new DataRecordField("test", Part(train, (int)n - train)),
            new DataRecordField("encode", new DataEncoder(tokenizer)),
            new DataRecordField("decode", new DataDecoder(tokenizer)),
        ]);

        DataSet Part(int first, int rows) => new(
            [Field("x", written, WrittenDates.WrittenLength, first, rows), Field("y", standard, WrittenDates.StandardLength, first, rows)],
            [],
            "dates");
    }

    private static DataSetField Field(string name, long[] tokens, int length, int first, int rows) =>
        new(name, new IntegerColumn(tokens.AsMemory(first * length, rows * length), [length], rows));

    private static void Encode(Tokenizer tokenizer, string text, long[] destination, int row) =>
        tokenizer.Encode(text).Tokens!.CopyTo(destination.AsSpan(row * text.Length));
}
