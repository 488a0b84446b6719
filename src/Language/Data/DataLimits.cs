namespace Dsl.Language.Data;

/// <summary>Bounds that keep a hostile file or script from taking unbounded time or memory.</summary>
public static class DataLimits
{
    /// <summary>How much of a table is read when a script is checked, in bytes.</summary>
    public const int SampleBytes = 1 << 20;

    /// <summary>How much of a text is read for its vocabulary when a script is checked, in bytes.</summary>
    public const int VocabularyBytes = 4 << 20;

    /// <summary>How much of a text words and byte pairs are learned from, in bytes.</summary>
    public const int LearnedBytes = 64 << 20;

    /// <summary>The most different pieces of a text that are counted for learning.</summary>
    public const int LearnedPieces = 1 << 20;

    /// <summary>The longest text of one field of a table, in characters.</summary>
    public const int FieldLength = 1 << 20;

    /// <summary>The most fields of one row.</summary>
    public const int FieldsPerRow = 1 << 16;

    /// <summary>The most different texts of a categorical column.</summary>
    public const int Categories = 10_000;

    /// <summary>The most rows of a data set.</summary>
    public const long Rows = int.MaxValue - 64;

    /// <summary>The most elements of one array that data is held in.</summary>
    public const long Elements = 1L << 30;

    /// <summary>How many entries of folders are looked at when a script is checked.</summary>
    public const int ListedFiles = 4096;

    /// <summary>The most pictures of a data set, and of everything else beside them in their folders.</summary>
    public const int Pictures = 1 << 20;

    /// <summary>The most pixels of one picture.</summary>
    public const long Pixels = 1 << 26;

    /// <summary>The longest file of one picture, in bytes.</summary>
    public const long PictureBytes = 1 << 28;
}
