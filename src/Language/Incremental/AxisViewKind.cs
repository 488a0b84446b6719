namespace Dsl.Language.Incremental;

/// <summary>Which positions of an axis are wanted.</summary>
internal enum AxisViewKind
{
    /// <summary>The axis does not count positions.</summary>
    Whole,

    /// <summary>A few of the newest positions.</summary>
    Rows,

    /// <summary>All positions.</summary>
    History,
}
