using System.Collections.Immutable;
using Dsl.Language.Data;

namespace Dsl.Runtime.Data;

/// <summary>What a data function made, or what is wrong as data.</summary>
public sealed record DataResult
{
    private DataResult(DataValue? value, DataFailure? failure)
    {
        Value = value;
        Failure = failure;
    }

    public DataValue? Value { get; }

    public DataFailure? Failure { get; }

    /// <summary>What the user should know although nothing is wrong: how many rows were left out.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    public static implicit operator DataResult(DataValue value) => new(value, null);

    public static implicit operator DataResult(DataFailure failure) => new(null, failure);
}
