using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;

namespace Dsl.Repl.Editing.Devices;

/// <summary>
/// Makes keys of the bytes that a terminal sends: UTF-8, the control sequences of ECMA-48 as xterm, the Linux console, and terminals with the kitty keyboard
/// protocol use them, and bracketed paste. A key that begins like a longer one is given when nothing follows in time.
/// </summary>
internal sealed class KeyDecoder
{
    /// <summary>The longest paste that is kept, in bytes; what is beyond it is dropped.</summary>
    public const int LongestPaste = 1 << 20;

    private const byte Escape = 0x1b;
    private const int LongestSequence = 64;

    private static readonly TimeSpan SequencePatience = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan PastePatience = TimeSpan.FromSeconds(1);

    private readonly List<byte> pending = [];
    private readonly List<byte> pasted = [];
    private bool isPasting;
    private bool isLate;

    /// <summary>How long to wait for the rest of what has begun; null when nothing has.</summary>
    public TimeSpan? Patience => isPasting ? PastePatience : pending.Count > 0 ? SequencePatience : null;

    /// <summary>Whether bytes are left that came with those before them.</summary>
    public bool HasMore => pending.Count > 0;

    private static ReadOnlySpan<byte> PasteEnd => "\e[201~"u8;

    /// <summary>Takes bytes as they come.</summary>
    public void Feed(ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes)
            pending.Add(value);
    }

    /// <summary>Says that nothing more came in time, so that what has begun ends where it is.</summary>
    public void GiveUp() => isLate = true;

    /// <summary>The next key, if it is there.</summary>
    public bool TryNext(out TerminalInput input)
    {
        while (isPasting || pending.Count > 0)
        {
            var bytes = CollectionsMarshal.AsSpan(pending);
            var length = isPasting ? TakePaste(bytes, out var found) : Decode(bytes, out found);
            if (length == 0 && !(isPasting && isLate))
                break;
            pending.RemoveRange(0, length);
            if (found is { } key)
            {
                isLate = false;
                input = key;
                return true;
            }
        }

        isLate = false;
        input = default;
        return false;
    }

    // The length of what was understood, 0 when more is needed; no key for what begins a paste or has no meaning.
    private int Decode(ReadOnlySpan<byte> bytes, out TerminalInput? key)
    {
        var first = bytes[0];
        if (first == Escape)
            return DecodeEscape(bytes, out key);
        if (first < 0x20 || first == 0x7f)
        {
            key = OfControl(first);
            return 1;
        }

        var status = Rune.DecodeFromUtf8(bytes, out var rune, out var length);
        if (status == OperationStatus.NeedMoreData && !isLate)
        {
            key = null;
            return 0;
        }

        key = new TerminalInput(InputKind.Character, KeyModifiers.None, rune);
        return Math.Max(length, 1);
    }

    private static TerminalInput OfControl(byte value) => value switch
    {
        0x0d or 0x0a => new TerminalInput(InputKind.Enter),
        0x09 => new TerminalInput(InputKind.Tab),
        0x7f or 0x08 => new TerminalInput(InputKind.Backspace),
        0x00 => TerminalInput.Control(' '),
        <= 0x1a => TerminalInput.Control((char)('a' + value - 1)),
        _ => TerminalInput.Control((char)(value + 0x40)),
    };

    private int DecodeEscape(ReadOnlySpan<byte> bytes, out TerminalInput? key)
    {
        key = null;
        if (bytes.Length == 1)
        {
            if (!isLate)
                return 0;
            key = new TerminalInput(InputKind.Escape);
            return 1;
        }

        switch (bytes[1])
        {
            case Escape:
                key = new TerminalInput(InputKind.Escape);
                return 1;
            case (byte)'[':
                return DecodeSequence(bytes, out key);
            case (byte)'O' when bytes.Length > 2:
                key = OfFinal((char)bytes[2], KeyModifiers.None);
                return 3;
            case (byte)'O' when !isLate:
                return 0;
        }

        var length = Decode(bytes[1..], out var held);
        if (length == 0)
            return 0;
        key = held is { } plain ? plain with { Modifiers = plain.Modifiers | KeyModifiers.Alt } : null;
        return length + 1;
    }

    // ESC [ parameters intermediates final
    private int DecodeSequence(ReadOnlySpan<byte> bytes, out TerminalInput? key)
    {
        key = null;
        var end = 2;

        // The Linux console sends function keys as ESC [ [ A.
        if (bytes.Length > 2 && bytes[2] == '[')
            end = 3;
        while (end < bytes.Length && bytes[end] is >= 0x20 and <= 0x3f && end < LongestSequence)
            end++;
        if (end == bytes.Length && end < LongestSequence)
        {
            if (!isLate)
                return 0;

            // What never became a sequence was Alt with a bracket, and characters after it.
            key = TerminalInput.Alt('[');
            return 2;
        }

        if (end >= bytes.Length || bytes[end] is < 0x40 or > 0x7e)
        {
            key = new TerminalInput(InputKind.Unknown);
            return end;
        }

        var parameters = bytes[2] == '[' ? [] : Parameters(bytes[2..end]);
        var final = (char)bytes[end];
        if (final == '~' && parameters is [200, ..])
            isPasting = true;
        else
            key = bytes[2] == '[' ? new TerminalInput(InputKind.Unknown) : OfSequence(final, parameters);
        return end + 1;
    }

    private static TerminalInput OfSequence(char final, int[] parameters)
    {
        var modifiers = ModifiersOf(parameters.ElementAtOrDefault(1));
        return final switch
        {
            '~' when parameters is [27, var held, var code, ..] => OfCode(code, ModifiersOf(held)),
            '~' => new TerminalInput(
                parameters.ElementAtOrDefault(0) switch
                {
                    1 or 7 => InputKind.Home,
                    4 or 8 => InputKind.End,
                    3 => InputKind.Delete,
                    5 => InputKind.PageUp,
                    6 => InputKind.PageDown,
                    _ => InputKind.Unknown,
                },
                modifiers),
            'u' => OfCode(parameters.ElementAtOrDefault(0), modifiers),
            'Z' => new TerminalInput(InputKind.Tab, KeyModifiers.Shift),
            _ => OfFinal(final, modifiers),
        };
    }

    private static TerminalInput OfFinal(char final, KeyModifiers modifiers) => new(
        final switch
        {
            'A' => InputKind.Up,
            'B' => InputKind.Down,
            'C' => InputKind.Right,
            'D' => InputKind.Left,
            'H' => InputKind.Home,
            'F' => InputKind.End,
            'M' => InputKind.Enter,
            _ => InputKind.Unknown,
        },
        modifiers);

    // A key by its code point, as the kitty protocol and xterm's modifyOtherKeys send it.
    private static TerminalInput OfCode(int code, KeyModifiers modifiers) => code switch
    {
        13 => new TerminalInput(InputKind.Enter, modifiers),
        9 => new TerminalInput(InputKind.Tab, modifiers),
        27 => new TerminalInput(InputKind.Escape, modifiers),
        127 or 8 => new TerminalInput(InputKind.Backspace, modifiers),
        >= 0x20 when Rune.IsValid(code) && code is not (>= 0xe000 and <= 0xf8ff) => new TerminalInput(InputKind.Character, modifiers, new Rune(code)),
        _ => new TerminalInput(InputKind.Unknown, modifiers),
    };

    private static KeyModifiers ModifiersOf(int parameter) =>
        parameter < 1 ? KeyModifiers.None : (KeyModifiers)(parameter - 1) & (KeyModifiers.Shift | KeyModifiers.Alt | KeyModifiers.Control);

    // Parameters are separated by semicolons; what follows a colon are details that no key here has.
    private static int[] Parameters(ReadOnlySpan<byte> bytes)
    {
        var found = new List<int>();
        foreach (var range in bytes.Split((byte)';'))
        {
            var value = 0;
            foreach (var digit in bytes[range])
            {
                if (digit is < (byte)'0' or > (byte)'9')
                    break;
                value = Math.Min((value * 10) + digit - '0', 0x110000);
            }

            found.Add(value);
        }

        return [.. found];
    }

    private int TakePaste(ReadOnlySpan<byte> bytes, out TerminalInput? key)
    {
        key = null;
        var end = bytes.IndexOf(PasteEnd);

        // The last bytes may be the beginning of the end.
        var certain = end >= 0 ? end : isLate ? bytes.Length : Math.Max(0, bytes.Length - PasteEnd.Length + 1);
        foreach (var value in bytes[..Math.Min(certain, LongestPaste - pasted.Count)])
            pasted.Add(value);
        if (end < 0 && !isLate)
            return certain;
        isPasting = false;
        key = TerminalInput.Pasted(Encoding.UTF8.GetString([.. pasted]));
        pasted.Clear();
        return end >= 0 ? end + PasteEnd.Length : certain;
    }
}
