using Dsl.LanguageServer.Documents;
using Dsl.LanguageServer.Protocol;

namespace Dsl.LanguageServer.Tests;

/// <summary>Many changes in place give what the same changes give one after another.</summary>
public class EditedTextTests
{
    private static readonly string[] Pieces = ["", "x", "\n", "\r", "\r\n", "net = 1", "\n\n\r", "🙂"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void ChangesInPlaceAreChangesOneAfterAnother(int seed)
    {
        var random = new Random(seed);
        var expected = "a = 1\r\nb = 2\rc = 3\n\nd";
        var edited = new EditedText(expected);
        for (var i = 0; i < 3000; i++)
        {
            var lines = new LineMap(expected);
            var range = new ProtocolRange(Somewhere(), Somewhere());
            var text = Pieces[random.Next(Pieces.Length)];
            var span = lines.SpanOf(range);

            // Now and then much goes, so that the text stays short.
            if (span.Length > 12 && random.Next(4) > 0)
                continue;
            expected = string.Concat(expected.AsSpan(0, span.Start), text, expected.AsSpan(span.End));
            edited.Replace(range, text);
            Assert.Equal(expected, edited.ToString());

            Position Somewhere() => new((uint)random.Next(lines.LineCount + 1), (uint)random.Next(9));
        }

        edited.ReplaceAll("b");
        edited.Replace(new ProtocolRange(new Position(0, 1), new Position(0, 1)), "c");
        Assert.Equal("bc", edited.ToString());
    }
}
