namespace Dsl.Language.Data;

/// <summary>What a reader of rows came upon.</summary>
public enum CsvReadStatus
{
    /// <summary>A row of fields.</summary>
    Row,

    /// <summary>The end of the text.</summary>
    End,

    /// <summary>Text that is no row; reading cannot go on.</summary>
    Malformed,
}
