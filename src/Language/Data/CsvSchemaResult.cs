namespace Dsl.Language.Data;

/// <summary>A table's schema, or the first mistake in it.</summary>
public sealed record CsvSchemaResult
{
    private CsvSchemaResult(CsvSchema? schema, DataFailure? failure)
    {
        Schema = schema;
        Failure = failure;
    }

    public CsvSchema? Schema { get; }

    public DataFailure? Failure { get; }

    public static implicit operator CsvSchemaResult(CsvSchema schema) => new(schema, null);

    public static implicit operator CsvSchemaResult(DataFailure failure) => new(null, failure);
}
