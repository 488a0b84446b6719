using System.Collections.Immutable;
using Dsl.Language.Lowering;
using Dsl.Runtime.Kernels;
using Dsl.Runtime.Scheduling;
using Dsl.Runtime.Scheduling.Sweeps;
using static System.FormattableString;

namespace Dsl.Runtime.Backends.CStyle.Sweeps;

/// <summary>
/// Writes one way of a group along its lines. Some items next to each other share a line: each computes every so manieth element of a piece, from the products in the group's
/// memory to what sums read there, and keeps its part of the line's reductions in registers until the end of the way.
/// </summary>
/// <param name="sweep">The sweep.</param>
/// <param name="pass">The way.</param>
/// <param name="places">Names of pieces of tables in the group's memory.</param>
/// <param name="results">Names of results of lines that others in the sweep read, of this way and those before it.</param>
/// <param name="text">The kernel.</param>
/// <param name="products">Writes products.</param>
internal sealed class SweepPassRenderer(
    SweepKernel sweep, SweepPass pass, IReadOnlyDictionary<TensorBuffer, string> places, IReadOnlyDictionary<TensorBuffer, string> results, KernelText text, SweepProducts products)
{
    /// <summary>The name of the place on the lines' axis.</summary>
    public const string Own = "own";

    /// <summary>The name of the place in a vector with one element a line.</summary>
    public const string OwnElement = "line_element";

    /// <summary>The name of the memory for a number of each line by which sums are multiplied.</summary>
    public const string Factors = "factors";

    private const string Grown = "grown";
    /// <summary>The name of the place on the way.</summary>
    public const string Way = "way";

    private const string Batch = "batch";
    private const string Element = "element";

    private readonly SweepWalks walks = new(sweep, pass);
    private readonly Dictionary<TensorBuffer, string> loaded = new(ReferenceEqualityComparer.Instance);
    private readonly List<(ElementKernel Kernel, ReduceScalar Reduction, string Name)> parts = [];
    private int loads;

    private int Width => sweep.Cut.Width;

    private int Lanes => DeviceTarget.Items / sweep.Cut.Lines;

    private long Extent => sweep.Space.ExtentOf(sweep.Way);

    private bool IsEven => Extent % Width == 0;

    /// <summary>Writes the way.</summary>
    /// <param name="root">The block to write to.</param>
    public void Write(RenderScope root)
    {
        var renderer = new ScalarRenderer(text, root)
        {
            Prepared = load => load.Buffer == pass.Running?.Kernel.Output ? Greatest(pass.Running).Name : results.GetValueOrDefault(load.Buffer) ?? loaded.GetValueOrDefault(load.Buffer),
        };
        LoopVariable[] Walking(bool isOnWay) => [.. walks.All.Where(place => place.Axis == sweep.Way == isOnWay).Select(static place => place.Variable)];
        renderer.Block(Walking(false), true, string.Empty, () =>
        {
            walks.Bind(renderer, walks.All.Where(place => place.Axis != sweep.Way));
            DeclareParts(renderer);
            SweepProduct[] sums = [.. pass.Sums.Select(sum => products.BeginSum(renderer.Scope, sum))];
            var pieces = new SweepPieces(sweep, pass, text.PositionType);
            pieces.Begin(renderer, walks.All, walks.Bind);
            renderer.Block([], pass.Running is not null, pieces.Head, () =>
            {
                pieces.Start(renderer);
                foreach (var product in pass.Products)
                    products.WriteTable(renderer.Scope, product, places[product.Output.Buffer]);
                renderer.Line("NN_BARRIER;");
                if (pass.Running is { } running)
                    Grow(renderer, running, () => Each(renderer, Walking(true), () => WriteGreatest(renderer, running.Kernel)));
                pieces.Look(renderer);
                if (pass.Tables.Length + pass.Reductions.Length > 0)
                {
                    Each(renderer, Walking(true), () => WriteElement(renderer));
                    renderer.Line("NN_BARRIER;");
                }

                foreach (var sum in sums.Where(sum => IsFollowing(sum.Kernel.Output.Buffer)))
                    products.Grow(renderer.Scope, sum, FactorsOf(pass.Running!));
                foreach (var sum in sums)
                    products.AddPiece(renderer.Scope, sum, places[sum.Kernel.Left.Buffer]);
                pieces.End(renderer);
            });
            if (pieces.Tail.Length > 0)
                renderer.Line(pieces.Tail);
            Finish(renderer);
            foreach (var sum in sums)
            {
                FinishSum(renderer, sum);
                products.EndSum(renderer.Scope, sum);
            }
        });
    }

    private bool IsFollowing(TensorBuffer result) => pass.Running?.Sums.Contains(result) == true;

    private (ElementKernel Kernel, ReduceScalar Reduction, string Name) Greatest(RunningMaximum running) => parts.Find(part => part.Kernel == running.Kernel);

    private static string FactorsOf(RunningMaximum running) => $"((NN_LOCAL {CType.Of(running.Kernel.Output.Element).Computed}*){Factors})";

    // Elements of a piece, each by the items of its line.
    private void Each(ScalarRenderer renderer, LoopVariable[] walking, Action write) =>
        renderer.Block(walking, false, Invariant($"for (int turn = 0; turn < {Width / Lanes}; turn++)"), () =>
        {
            StartElement(renderer);
            walks.Bind(renderer, walks.Along(sweep.Way));
            write();
        });

    // Where all so far was minus infinity, exponentials were no numbers, except those that a choice leaves out: sums begin anew, which a factor below 0 says.
    private void Grow(ScalarRenderer renderer, RunningMaximum running, Action find)
    {
        var (_, reduction, greatest) = Greatest(running);
        var (element, type) = (reduction.Element, CType.Of(reduction.Element));
        renderer.Line($"const {type.Computed} before = {greatest};");
        find();
        CombineLanes(renderer, reduction, greatest, 0);
        renderer.Line($"{type.Computed} {Grown} = {ScalarOperations.Unary(ScalarOperation.Exp, element, $"(before - {greatest})")};");
        renderer.Line($"if (before == {ScalarOperations.Neutral(reduction.Kind, element)}) {Grown} = {CType.Literal(-1, element)};");
        renderer.Line($"if (before == {greatest}) {Grown} = {CType.Literal(1, element)};");
        foreach (var (_, part, name) in parts.Where(part => running.Parts.Contains(part.Reduction, ReferenceEqualityComparer.Instance)))
            renderer.Line($"{name} = {Grown} < 0 ? {CType.Literal(0, part.Element)} : {name} * {Grown};");
        if (pass.Sums.Any(sum => IsFollowing(sum.Output.Buffer)))
            renderer.Line($"if ({LaneGroup.Lane} == 0) {FactorsOf(running)}[{LaneGroup.Which}] = {Grown};");
    }

    private void WriteGreatest(ScalarRenderer renderer, ElementKernel kernel)
    {
        var needed = walks.TablesOf(kernel);
        foreach (var table in pass.Tables.Where(table => needed.Contains(table.Output)))
        {
            renderer.Begin(new CStyle.OwnElement(SweepWalks.IndexOf(table), Element));
            renderer.Result(table);
        }

        AddTo(renderer, parts.Find(part => part.Kernel == kernel));
    }

    private void FinishSum(ScalarRenderer renderer, SweepProduct sum)
    {
        if (pass.Running is not { } running)
            return;
        var factors = running.Factors.Where(factor => factor.Sum == sum.Kernel.Output.Buffer).ToArray();
        if (factors.Length == 0)
            return;
        var value = CType.Literal(1, running.Kernel.Output.Element);
        foreach (var factor in factors)
            value += $" {(factor.IsDivisor ? "/" : "*")} {results[factor.Factor]}";
        renderer.Line("NN_BARRIER;");
        renderer.Line($"if ({LaneGroup.Lane} == 0) {FactorsOf(running)}[{LaneGroup.Which}] = {value};");
        renderer.Line("NN_BARRIER;");
        products.Multiply(renderer.Scope, sum, FactorsOf(running));
    }

    private void DeclareParts(ScalarRenderer renderer)
    {
        foreach (var kernel in pass.Reductions)
        {
            foreach (var reduction in SweepReductions.Of(kernel))
            {
                var name = Invariant($"part{parts.Count}");
                renderer.Line($"{CType.Of(reduction.Element).Computed} {name} = {ScalarOperations.Neutral(reduction.Kind, reduction.Element)};");
                parts.Add((kernel, reduction, name));
            }
        }
    }

    // The last piece may be behind the end: its elements are the last one once more, count for nothing, and are zeros to sums.
    private void StartElement(ScalarRenderer renderer)
    {
        var position = text.PositionType;
        renderer.Line(Invariant($"const int column = turn * {Lanes} + {LaneGroup.Lane};"));
        if (!IsEven)
            renderer.Line(Invariant($"const int is_here = start + column < {Extent};"));
        renderer.Line(Invariant($"const {position} {Way} = {(IsEven ? "start + column" : $"is_here ? start + column : {Extent - 1}")};"));
        var (row, column) = sweep.Lines == TableAxis.Row ? (Own, Way) : (Way, Own);
        renderer.Line(Invariant($"const {position} {Element} = ({Batch} * {sweep.Space.Rows} + {row}) * {sweep.Space.Columns} + {column};"));
        foreach (var product in pass.Products)
        {
            var buffer = product.Output.Buffer;
            loaded[buffer] = Invariant($"table{loads++}");
            renderer.Line($"const {CType.Of(buffer.Element).Computed} {loaded[buffer]} = {CType.LoadShared(buffer.Element, places[buffer], PlaceIn(buffer))};");
        }
    }

    private void WriteElement(ScalarRenderer renderer)
    {
        foreach (var table in pass.Tables)
        {
            renderer.Begin(new CStyle.OwnElement(SweepWalks.IndexOf(table), Element));
            var value = renderer.Stored(table);
            if (places.TryGetValue(table.Output, out var place))
                renderer.Line(CType.StoreShared(table.Output.Element, place, PlaceIn(table.Output), IsEven ? value : $"is_here ? {value} : {CType.Literal(0, table.Output.Element)}"));
        }

        foreach (var part in parts.Where(part => part.Kernel != pass.Running?.Kernel))
            AddTo(renderer, part);
    }

    private void AddTo(ScalarRenderer renderer, (ElementKernel Kernel, ReduceScalar Reduction, string Name) part)
    {
        var (_, reduction, name) = part;
        renderer.Begin(new CStyle.OwnElement(walks.IndexOf(reduction), Element));
        var combined = ScalarOperations.Combine(reduction.Kind, reduction.Element, name, renderer.Value(reduction.Body));
        renderer.Line(IsEven ? $"{name} = {combined};" : $"if (is_here) {name} = {combined};");
    }

    private void CombineLanes(ScalarRenderer renderer, ReduceScalar reduction, string name, int exchange) =>
        new LaneGroup(Lanes, DeviceTarget.Items, AreNeighbours: true, exchange)
            .Combine(renderer.Scope, CType.Of(reduction.Element), name, (total, value) => ScalarOperations.Combine(reduction.Kind, reduction.Element, total, value));

    private void Finish(ScalarRenderer renderer)
    {
        var exchange = 0;
        foreach (var (kernel, reduction, name) in parts)
        {
            if (kernel != pass.Running?.Kernel)
                CombineLanes(renderer, reduction, name, exchange++ % LaneGroup.Exchanges);
            renderer.Scope.Name(reduction, name);
        }

        foreach (var kernel in pass.Reductions)
        {
            renderer.Begin(new CStyle.OwnElement(LinearIndex.OfElement(kernel.Output.Shape, kernel.OutputIndices), OwnElement));
            var value = renderer.Result(kernel);
            if (results.TryGetValue(kernel.Output, out var name))
                renderer.Line($"{name} = {value};");
            if (sweep.Stored.Contains(kernel.Output))
            {
                renderer.Line(Invariant($"if ({LaneGroup.Lane} == 0 && first + {LaneGroup.Which} < {sweep.Space.ExtentOf(sweep.Lines)}) {{"));
                renderer.Line(text.Store(kernel.Output, OwnElement, value));
                renderer.Line("}");
            }
        }
    }

    private string PlaceIn(TensorBuffer table) => Invariant($"{LaneGroup.Which} * {SweepMemory.Pitch(Width, table.Element)} + column");
}
