using Dsl.Language.Data;
using FsCheck;
using FsCheck.Fluent;

namespace Dsl.Language.Tests.Data;

public sealed class CsvRecordReaderTests
{
    [Theory]
    [InlineData("a,b\nc,d\n", "a|b;c|d")]
    [InlineData("a,b\r\nc,d", "a|b;c|d")]
    [InlineData("a,b\rc,d\r", "a|b;c|d")]
    [InlineData("\uFEFFa,b\n", "a|b")]
    [InlineData("\"a,1\",\"say \"\"hi\"\"\"\n", "a,1|say \"hi\"")]
    [InlineData("\"two\nlines\",x\n", "two\nlines|x")]
    [InlineData("\"two\r\nlines\",x\n", "two\nlines|x")]
    [InlineData(" a , b \n", "a|b")]
    [InlineData("\" a \" ,b\n", " a |b")]
    [InlineData(",\n", "|")]
    [InlineData("a,b\n\n\nc,d", "a|b;c|d")]
    [InlineData("it\"s,b", "it\"s|b")]
    [InlineData("", "")]
    public void SplitsAsTheStandardSays(string text, string expected)
    {
        var (rows, problem) = ReadAll(text, ',');
        Assert.Null(problem);
        Assert.Equal(expected, string.Join(';', rows.Select(static row => string.Join('|', row))));
    }

    [Fact]
    public void TabsSeparateWhenAsked()
    {
        var (rows, _) = ReadAll("a\tb c\t\n", '\t');
        Assert.Equal(["a", "b c", ""], Assert.Single(rows));
    }

    [Theory]
    [InlineData("a,\"b\nc", "the quote opened on line 1 is never closed")]
    [InlineData("\"a\"b,c", "there is text after the closing quote; a quote inside a quoted field is written twice")]
    public void SaysWhatIsWrong(string text, string expected) => Assert.Equal(expected, ReadAll(text, ',').Problem);

    [Fact]
    public void CountsLinesThroughQuotedLineBreaks()
    {
        var reader = new CsvRecordReader(new StringReader("a\n\"b\nb\"\nc\n"), ',');
        var lines = new List<long>();
        while (reader.Read() == CsvReadStatus.Row)
            lines.Add(reader.Line);
        Assert.Equal([1, 2, 4], lines);
    }

    [Fact]
    public void AFieldWithoutEndIsRefused()
    {
        var (_, problem) = ReadAll(new string('x', DataLimits.FieldLength + 1), ',');
        Assert.Equal($"a field may have at most {DataLimits.FieldLength} characters", problem);
    }

    [Fact]
    public void ARowWithoutEndIsRefused()
    {
        var (_, problem) = ReadAll(new string(',', DataLimits.FieldsPerRow + 1), ',');
        Assert.Equal($"a row may have at most {DataLimits.FieldsPerRow} fields", problem);
    }

    [Fact]
    public void AnyTextIsReadToItsEnd()
    {
        var characters = Gen.Elements('a', '1', ',', '"', '\n', '\r', ' ', '\t', '\0', '\uFEFF', '\uD800');
        Prop.ForAll(Gen.ArrayOf(characters).ToArbitrary(), static text =>
        {
            var reader = new CsvRecordReader(new StringReader(new string(text)), ',');
            var reads = 0;
            while (reader.Read() == CsvReadStatus.Row)
                reads++;
            return reads <= text.Length + 1 && (reader.Problem is null || reader.Problem.Length > 0);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500).WithReplay(1, 3));
    }

    [Fact]
    public void WhatIsWrittenIsReadBack()
    {
        var field = Gen.ArrayOf(Gen.Elements('a', 'b', ',', '"', '\n', ' ')).Select(static characters => new string(characters));
        var row = Gen.ArrayOf(field, 3);
        Prop.ForAll(Gen.NonEmptyListOf(row).ToArbitrary(), static rows =>
        {
            var text = string.Concat(rows.Select(static r => string.Join(',', r.Select(static f => $"\"{f.Replace("\"", "\"\"", StringComparison.Ordinal)}\"")) + "\r\n"));
            var (read, problem) = ReadAll(text, ',');
            return problem is null && read.Count == rows.Count && read.Zip(rows).All(static pair => pair.First.SequenceEqual(pair.Second));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300).WithReplay(2, 5));
    }

    private static (List<string[]> Rows, string? Problem) ReadAll(string text, char separator)
    {
        var reader = new CsvRecordReader(new StringReader(text), separator);
        var rows = new List<string[]>();
        while (reader.Read() == CsvReadStatus.Row)
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => reader[i].ToString())]);
        return (rows, reader.Problem);
    }
}
