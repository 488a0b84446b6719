namespace Dsl.Language.Types;

/// <summary>What a dimension name stands for.</summary>
public enum DimensionSymbolKind
{
    /// <summary>A dimension of a signature: the same, unknown size throughout its declaration.</summary>
    Rigid,

    /// <summary>An integer of configuration whose value is given where the model is built.</summary>
    Configuration,

    /// <summary>A size that only the run knows: rows of a huge file, recorded epochs.</summary>
    RunTime,
}
