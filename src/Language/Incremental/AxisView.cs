namespace Dsl.Language.Incremental;

/// <summary>What is wanted of one axis of a value while a sequence grows by one position at a time.</summary>
/// <param name="Kind">Whether the axis counts positions, and which of them are wanted.</param>
/// <param name="First">For <see cref="AxisViewKind.Rows"/>: the first one, counted from the newest, which is 0.</param>
/// <param name="Count">For <see cref="AxisViewKind.Rows"/>: how many.</param>
internal readonly record struct AxisView(AxisViewKind Kind, long First = 0, long Count = 0)
{
    /// <summary>An axis that does not count positions.</summary>
    public static AxisView Whole => new(AxisViewKind.Whole);

    /// <summary>The newest position alone.</summary>
    public static AxisView Newest => new(AxisViewKind.Rows, 0, 1);

    /// <summary>Every position so far, in a tensor with room for those to come.</summary>
    public static AxisView History => new(AxisViewKind.History);

    public static AxisView Rows(long first, long count) => new(AxisViewKind.Rows, first, count);

    /// <summary>The last of the rows, counted from the newest.</summary>
    public long Last => First + Count - 1;
}
