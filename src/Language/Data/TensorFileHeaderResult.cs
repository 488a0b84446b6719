namespace Dsl.Language.Data;

/// <summary>A header, or what is wrong with it.</summary>
public sealed record TensorFileHeaderResult
{
    private TensorFileHeaderResult(TensorFileHeader? header, DataFailure? failure)
    {
        Header = header;
        Failure = failure;
    }

    public TensorFileHeader? Header { get; }

    public DataFailure? Failure { get; }

    public static implicit operator TensorFileHeaderResult(TensorFileHeader header) => new(header, null);

    public static implicit operator TensorFileHeaderResult(DataFailure failure) => new(null, failure);
}
