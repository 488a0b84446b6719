namespace Dsl.Language.Data;

/// <summary>How a table is to be read, or what is wrong with the arguments that say so.</summary>
public sealed record CsvOptionsResult
{
    private CsvOptionsResult(CsvOptions? options, DataFailure? failure)
    {
        Options = options;
        Failure = failure;
    }

    public CsvOptions? Options { get; }

    public DataFailure? Failure { get; }

    public static implicit operator CsvOptionsResult(CsvOptions options) => new(options, null);

    public static implicit operator CsvOptionsResult(DataFailure failure) => new(null, failure);
}
