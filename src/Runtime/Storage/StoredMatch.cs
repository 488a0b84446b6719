namespace Dsl.Runtime.Storage;

/// <summary>What of a file must agree with what is asked for.</summary>
public enum StoredMatch
{
    /// <summary>Both hold the same tensors.</summary>
    Exact,

    /// <summary>The same, but what a checkpoint holds besides the weights is passed over.</summary>
    Weights,

    /// <summary>What agrees is read, and the rest is left as it is.</summary>
    Partial,
}
