using Dsl.Language.Types;

namespace Dsl.Language.Data;

/// <summary>How the characters of a text are divided: nine tenths, rounded down, to train on, the rest to validate with.</summary>
public static class CharacterParts
{
    private static readonly SplitRule Rule = new(9, 10);

    public static long FirstRows(long length) => Rule.FirstRows(length);

    public static Dimension FirstRows(Dimension length) => Rule.FirstRows(length);
}
