using System.Collections.Immutable;
using Dsl.Language.Diagnostics;

namespace Dsl.Language.Data;

/// <summary>The type of a data value, or what is wrong as data.</summary>
public sealed record DataInferenceResult
{
    private DataInferenceResult(DataType? type, DataFailure? failure)
    {
        Type = type;
        Failure = failure;
    }

    public DataType? Type { get; }

    public DataFailure? Failure { get; }

    public static implicit operator DataInferenceResult(DataType type) => new(type, null);

    public static implicit operator DataInferenceResult(DataFailure failure) => new(null, failure);
}

/// <summary>Why data cannot be had or does not fit; <paramref name="Parameter"/> names the argument to underline.</summary>
public sealed record DataFailure(DiagnosticDescriptor Descriptor, string Message, string? Parameter = null)
{
    public ImmutableArray<string> Notes { get; init; } = [];

    /// <summary>Where in a file, when it is about a place in one.</summary>
    public DataPlace? Place { get; init; }
}
