namespace Dsl.Language.Incremental;

/// <summary>What a history holds at the places of positions that are yet to come.</summary>
internal enum UnwrittenValues
{
    /// <summary>The same as at positions that have come: the value does not vary along the history.</summary>
    AsWritten,

    /// <summary>Finite numbers.</summary>
    Numbers,

    /// <summary>Anything, numbers that are infinite or none included.</summary>
    Anything,
}
