using System.Text;
using Dsl.Repl.Editing.Devices;

namespace Dsl.Repl.Tests.Editing;

public sealed class KeyDecoderTests
{
    public static TheoryData<string, string> Sequences => new()
    {
        { "a", "a" },
        { "é日🙂", "é 日 🙂" },
        { "\r", "Enter" },
        { "\n", "Enter" },
        { "\e\r", "Alt+Enter" },
        { "\e[13;2u", "Shift+Enter" },
        { "\e[27;2;13~", "Shift+Enter" },
        { "\t", "Tab" },
        { "\e[Z", "Shift+Tab" },
        { "\x7f\b", "Backspace Backspace" },
        { "\e\x7f", "Alt+Backspace" },
        { "\u0001\u0003\u001a\u001f\0", "Control+a Control+c Control+z Control+_ Control+ " },
        { "\e[99;5u", "Control+c" },
        { "\ebé", "Alt+b é" },
        { "\e[A\e[B\e[C\e[D\e[H\e[F", "Up Down Right Left Home End" },
        { "\eOA\eOB\eOC\eOD\eOH\eOF", "Up Down Right Left Home End" },
        { "\e[1~\e[4~\e[7~\e[8~\e[3~\e[5~\e[6~", "Home End Home End Delete PageUp PageDown" },
        { "\e[1;5C\e[1;5D\e[1;3C\e[3;5~", "Control+Right Control+Left Alt+Right Control+Delete" },
        { "\e[[A", "Unknown" },
        { "\e[15~\e[I\e[?1;2c", "Unknown Unknown Shift+Unknown" },
        { "\e\e[A", "Escape Up" },
        { "\e[200~a\r\nb\e[201~c", "Paste(a|b) c" },
        { "\e[200~\e[31mred\e[201~", "Paste(\e[31mred)" },
    };

    [Theory]
    [MemberData(nameof(Sequences))]
    public void Bytes_are_keys_however_they_come(string sent, string expected)
    {
        var bytes = Encoding.UTF8.GetBytes(sent);
        var whole = new KeyDecoder();
        whole.Feed(bytes);
        Assert.Equal(expected, Describe(whole));
        var piecewise = new KeyDecoder();
        var keys = new List<string>();
        foreach (var value in bytes)
        {
            piecewise.Feed([value]);
            if (Describe(piecewise) is { Length: > 0 } key)
                keys.Add(key);
        }

        Assert.Equal(expected, string.Join(' ', keys));
        Assert.Null(piecewise.Patience);
    }

    [Theory]
    [InlineData("\e", "Escape")]
    [InlineData("\e[", "Alt+[")]
    [InlineData("\eO", "Alt+O")]
    [InlineData("\e[200~abc", "Paste(abc)")]
    public void What_does_not_go_on_ends_where_it_is(string sent, string expected)
    {
        var decoder = new KeyDecoder();
        decoder.Feed(Encoding.UTF8.GetBytes(sent));
        Assert.Empty(Describe(decoder));
        Assert.NotNull(decoder.Patience);
        decoder.GiveUp();
        Assert.Equal(expected, Describe(decoder));
        Assert.Null(decoder.Patience);
    }

    [Fact]
    public void Bytes_that_are_no_text_are_told_by_a_sign_and_nothing_is_stuck()
    {
        var random = new Random(5);
        var decoder = new KeyDecoder();
        var bytes = new byte[50];
        for (var i = 0; i < 2000; i++)
        {
            random.NextBytes(bytes);
            decoder.Feed(bytes);
            Describe(decoder);
            decoder.GiveUp();
            Describe(decoder);
            Assert.Null(decoder.Patience);
        }

        decoder.Feed([0xff, (byte)'x']);
        Assert.Equal("\ufffd x", Describe(decoder));
    }

    [Fact]
    public void A_paste_is_bounded()
    {
        var decoder = new KeyDecoder();
        decoder.Feed("\e[200~"u8);
        for (var i = 0; i < 20; i++)
        {
            decoder.Feed(Encoding.UTF8.GetBytes(new string('x', KeyDecoder.LongestPaste / 10)));
            Assert.False(decoder.TryNext(out _));
        }

        decoder.Feed("\e[201~"u8);
        Assert.True(decoder.TryNext(out var paste));
        Assert.Equal(KeyDecoder.LongestPaste, paste.Text!.Length);
    }

    private static string Describe(KeyDecoder decoder)
    {
        var keys = new List<string>();
        while (decoder.TryNext(out var input))
        {
            var name = input.Kind switch
            {
                InputKind.Character => input.Character.ToString(),
                InputKind.Paste => $"Paste({input.Text!.ReplaceLineEndings("|")})",
                _ => input.Kind.ToString(),
            };
            keys.Add(string.Concat(Enum.GetValues<KeyModifiers>().Where(m => m != KeyModifiers.None && input.Modifiers.HasFlag(m)).Select(static m => m + "+")) + name);
        }

        return string.Join(' ', keys);
    }
}
