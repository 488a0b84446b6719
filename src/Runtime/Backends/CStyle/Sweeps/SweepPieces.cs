using System.Collections.Immutable;
using Dsl.Language.Lowering;
using Dsl.Runtime.Kernels;
using Dsl.Runtime.Scheduling;
using Dsl.Runtime.Scheduling.Sweeps;
using static System.FormattableString;

namespace Dsl.Runtime.Backends.CStyle.Sweeps;

/// <summary>
/// Writes the loop over the pieces of a way. Where a mask lets groups leave out pieces, those come last, and are computed only if some number says that they would be missed. One piece at least is always
/// computed: a loop that may have no turn at all, with barriers in it, is more than some compilers can do.
/// </summary>
/// <param name="sweep">The sweep.</param>
/// <param name="pass">The way.</param>
/// <param name="position">The type of positions.</param>
internal sealed class SweepPieces(SweepKernel sweep, SweepPass pass, string position)
{
    /// <summary>The name of the memory that tells whether pieces that are left out would be missed.</summary>
    public const string Missed = "missed";

    /// <summary>Items of a group.</summary>
    public int Items { get; init; } = DeviceTarget.Items;

    /// <summary>Writes statements for each line of an item, where it has several.</summary>
    public Action<ScalarRenderer, Action> EachLine { get; init; } = static (_, write) => write();

    /// <summary>Where the first piece begins.</summary>
    public string First => mask is null ? "0" : Invariant($"({position})from * {Width}");

    /// <summary>Whether there may be another piece after this one, and where it begins.</summary>
    public (string Condition, string Start) Next => mask is null
        ? (Invariant($"start + {Width} < {Extent}"), Invariant($"start + {Width}"))
        : (IsLookedAtLater ? Invariant($"passed + 1 < {Count}") : "passed + 1 < limit", Invariant($"({position})((from + passed + 1) % {Count}) * {Width}"));

    private readonly PieceMask? mask = SweepMemory.MaskOf(pass, sweep);

    /// <summary>What stands before the loop's brace.</summary>
    public string Head => mask is null ? Invariant($"NN_NO_UNROLL for ({position} start = 0; start < {Extent}; start += {Width})") : "do";

    /// <summary>What stands behind it.</summary>
    public string Tail => mask is null ? string.Empty : "while (passed < limit);";

    private int Width => sweep.Cut.Width;

    private long Extent => sweep.Space.ExtentOf(sweep.Way);

    private long Count => (Extent + Width - 1) / Width;

    /// <summary>Writes what is known before the way.</summary>
    /// <param name="renderer">Writes expressions.</param>
    /// <param name="walks">What loops walk along.</param>
    /// <param name="bind">Declares loops' counters.</param>
    public void Begin(ScalarRenderer renderer, ImmutableArray<TablePlace> walks, Action<ScalarRenderer, IEnumerable<TablePlace>> bind)
    {
        if (mask is null)
            return;
        renderer.Line(Invariant($"int from = 0, until = {Count};"));
        foreach (var half in mask.Halves)
            renderer.Line(Edge(half));
        renderer.Line("if (until <= from) until = from + 1;");
        renderer.Line("int limit = until - from, passed = 0;");
        if (!mask.HasConditions)
            return;
        renderer.Line($"if (NN_ITEM == 0) {Missed}[0] = 0;");
        renderer.Line("NN_BARRIER;");
        if (pass.Running is null && mask.OfLine.Length > 0)
            EachLine(renderer, () => renderer.Line($"if ({AnyOf(renderer, mask.OfLine)}) {Missed}[0] = 1;"));
        if (mask.OnWay.Length > 0)
            LookAlongTheWay(renderer, walks, bind);
        if (pass.Running is not null && mask.OnWay.Length == 0)
            return;
        renderer.Line("NN_BARRIER;");
        renderer.Line(Invariant($"if ({Missed}[0]) limit = {Count};"));
    }

    /// <summary>Begins a piece.</summary>
    public void Start(ScalarRenderer renderer)
    {
        if (mask is not null)
            renderer.Line(Invariant($"const {position} start = ({position})((from + passed) % {Count}) * {Width};"));
    }

    /// <summary>Looks at the last piece that is needed in any case whether others are, before a barrier.</summary>
    public void Look(ScalarRenderer renderer)
    {
        if (IsLookedAtLater)
            EachLine(renderer, () => renderer.Line($"if (passed == until - from - 1 && ({AnyOf(renderer, mask!.OfLine)})) {Missed}[0] = 1;"));
    }

    /// <summary>Ends a piece.</summary>
    public void End(ScalarRenderer renderer)
    {
        if (IsLookedAtLater)
            renderer.Line(Invariant($"if (passed == until - from - 1 && {Missed}[0]) limit = {Count};"));
        if (mask is not null)
            renderer.Line("passed++;");
    }

    /// <summary>Whether the last piece that is needed in any case tells whether others are.</summary>
    public bool IsLookedAtLater => pass.Running is not null && mask?.OfLine.Length > 0;

    // The half's sum is least at one corner of a piece; a piece lies in the half where that is positive.
    private string Edge(TableHalf half)
    {
        var (ofLine, ofWay) = sweep.Lines == TableAxis.Row ? (half.Row, half.Column) : (half.Column, half.Row);
        var least = Invariant($"{CType.Whole64(ofLine)} * (i64)(first + {(ofLine < 0 ? sweep.Cut.Lines - 1 : 0)}) + {CType.Whole64(half.Constant)}");
        return ofWay > 0
            ? Invariant($"{{ const i64 edge = {least}; if (edge > 0) until = 0; else if (-edge / {Width} + 1 < {Count}) until = (int)(-edge / {Width}) + 1; }}")
            : Invariant($"{{ const i64 edge = {least}; if (edge >= 0) from = (int)(edge / {Width} < {Count - 1} ? edge / {Width} : {Count - 1}); }}");
    }

    // Every item takes the same number of turns, and looks at the last place once more where there is none.
    private void LookAlongTheWay(ScalarRenderer renderer, ImmutableArray<TablePlace> walks, Action<ScalarRenderer, IEnumerable<TablePlace>> bind)
    {
        var used = new HashSet<LoopVariable>();
        foreach (var value in mask!.OnWay)
        {
            ExpressionWalker.Visit(value, null, index =>
            {
                if (index is LoopIndex loop)
                    used.Add(loop.Variable);
            });
        }

        TablePlace[] walking = [.. walks.Where(walk => walk.Axis == sweep.Way && used.Contains(walk.Variable))];
        renderer.Line("int is_missed = 0;");
        renderer.Block(walking.Select(static walk => walk.Variable), false, Invariant($"for (int turn = 0; turn < {(Extent + Items - 1) / Items}; turn++)"), () =>
        {
            renderer.Line(Invariant($"const {position} {SweepPassRenderer.Way} = turn * {Items} + NN_ITEM < {Extent} ? turn * {Items} + NN_ITEM : {Extent - 1};"));
            bind(renderer, walking);
            var any = AnyOf(renderer, mask.OnWay);
            renderer.Line(Invariant($"is_missed |= ({SweepPassRenderer.Way} / {Width} < from || {SweepPassRenderer.Way} / {Width} >= until) && ({any});"));
        });
        renderer.Line($"if (is_missed) {Missed}[0] = 1;");
    }

    private static string AnyOf(ScalarRenderer renderer, ImmutableArray<ScalarExpression> values) =>
        string.Join(" || ", values.Select(value => $"{renderer.Value(value)} != {CType.Literal(0, value.Element)}").Distinct());
}
