using Dsl.Language.Data;

namespace Dsl.Runtime.Data;

/// <summary>The tokens of a text, or what has no token.</summary>
public sealed record TokenizerResult
{
    private TokenizerResult(long[]? tokens, DataFailure? failure)
    {
        Tokens = tokens;
        Failure = failure;
    }

    public long[]? Tokens { get; }

    public DataFailure? Failure { get; }

    public static implicit operator TokenizerResult(long[] tokens) => new(tokens, null);

    public static implicit operator TokenizerResult(DataFailure failure) => new(null, failure);
}
