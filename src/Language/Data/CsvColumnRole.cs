namespace Dsl.Language.Data;

/// <summary>What a column of a table is for.</summary>
public enum CsvColumnRole
{
    Feature,
    Target,
    Ignored,
}
