namespace Dsl.Runtime.Data;

/// <summary>The tokens of a text, however they are kept.</summary>
public abstract class TokenStore
{
    /// <summary>How many tokens there are.</summary>
    public abstract int Count { get; }

    /// <summary>Copies consecutive tokens.</summary>
    public abstract void Copy(int start, Span<long> destination);
}
