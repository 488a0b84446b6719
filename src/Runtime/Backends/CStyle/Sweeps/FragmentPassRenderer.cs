using System.Collections.Immutable;
using Dsl.Language.Lowering;
using Dsl.Language.Types;
using Dsl.Runtime.Backends.CStyle.Products;
using Dsl.Runtime.Kernels;
using Dsl.Runtime.Scheduling.Sweeps;
using static System.FormattableString;

namespace Dsl.Runtime.Backends.CStyle.Sweeps;

/// <summary>
/// Writes one way of a group along its lines where pieces of tables stay in registers. An item computes the elements of a piece whose sums it has, those of two lines or four; four items next to each other have all of
/// a line, and put its reductions together.
/// </summary>
/// <param name="sweep">The sweep.</param>
/// <param name="pass">The way.</param>
/// <param name="results">Names of results of lines that others in the sweep read, of this way and those before it.</param>
/// <param name="text">The kernel.</param>
/// <param name="products">Writes products.</param>
internal sealed class FragmentPassRenderer(SweepKernel sweep, SweepPass pass, IReadOnlyDictionary<TensorBuffer, string> results, KernelText text, FragmentProducts products)
{
    /// <summary>Items that share a line.</summary>
    public const int Lanes = 4;

    /// <summary>The name of the memory for numbers of places on the way.</summary>
    public const string OfWay = "of_way";

    private const string Batch = "batch";
    private const string Element = "element";
    private const string Whole = "is_whole";

    private readonly SweepWalks walks = new(sweep, pass);
    private readonly WayNumbers numbers = WayNumbers.Of(pass, sweep);
    private readonly Dictionary<SelectScalar, ScalarExpression> seen = SweepChoices.Of(sweep, pass);
    private readonly Dictionary<TensorBuffer, string> loaded = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<LoadScalar, string> ofLine = new(ReferenceEqualityComparer.Instance);
    private readonly List<(ElementKernel Kernel, ReduceScalar Reduction, string Name)> parts = [];
    private bool isInPiece;

    private int Width => sweep.Cut.Width;

    private int LinesOfItem => sweep.Cut.LinesOfItem;

    private string EachLineOfItem => Invariant($"NN_UNROLL_CUDA for (int lower = 0; lower < {LinesOfItem}; lower++)");

    private long Extent => sweep.Space.ExtentOf(sweep.Way);

    private bool IsEven => Extent % Width == 0;

    private IEnumerable<SweepProduct> Following => products.Sums.Where(sum => pass.Running?.Sums.Contains(sum.Kernel.Output.Buffer) == true);

    /// <summary>Writes the way.</summary>
    /// <param name="root">The block to write to.</param>
    public void Write(RenderScope root)
    {
        var exact = ExactParts.Of(pass);
        var renderer = new ScalarRenderer(text, root) { Prepared = Prepared, MayBeShort = part => !exact.Contains(part) };
        renderer.Block(walks.Along(TableAxis.Batch).Select(static walk => walk.Variable), true, string.Empty, () =>
        {
            walks.Bind(renderer, walks.Along(TableAxis.Batch));
            DeclareParts(renderer);
            products.Begin(renderer.Scope);
            LoadOfLines(renderer);
            var pieces = new SweepPieces(sweep, pass, text.PositionType) { Items = sweep.Cut.ItemsOfFragments, EachLine = EachLine };
            pieces.Begin(renderer, walks.All, walks.Bind);
            products.Bring(renderer.Scope, "0", pieces.First);
            BringNumbers(renderer, "0", pieces.First);
            renderer.Line("NN_COPY_COMMIT;");
            products.ReadLines(renderer.Scope);
            renderer.Block([], true, pieces.Head, () =>
            {
                pieces.Start(renderer);
                WritePiece(renderer, pieces);
                pieces.End(renderer);
            });
            if (pieces.Tail.Length > 0)
                renderer.Line(pieces.Tail);
            Finish(renderer);
        });
    }

    private void WritePiece(ScalarRenderer renderer, SweepPieces pieces)
    {
        renderer.Line("NN_COPY_WAIT(0); NN_BARRIER;");
        var (condition, start) = pieces.Next;
        renderer.Block([], true, $"if ({condition})", () =>
        {
            renderer.Line($"const {text.PositionType} next = {start};");
            products.Bring(renderer.Scope, $"({FragmentProducts.Stage} ^ 1)", "next");
            BringNumbers(renderer, $"({FragmentProducts.Stage} ^ 1)", "next");
            renderer.Line("NN_COPY_COMMIT;");
        });
        if (seen.Count > 0)
            renderer.Line($"const int {Whole} = {SweepChoices.IsWhole(sweep, pass)};");
        products.WriteTables(renderer.Scope);
        if (pass.Running is { } running)
            Grow(renderer, running);
        pieces.Look(renderer);
        foreach (var table in pass.Products.Select(static product => product.Output.Buffer).Concat(pass.Tables.Select(static table => table.Output)).Where(products.IsSummed))
            renderer.Line(Invariant($"u32 {products.FragmentsOf(table)}[{Width / 4 * sweep.Cut.FragmentsOfWarp}];"));
        WriteElements(renderer);
        products.AddPiece(renderer.Scope);
        renderer.Line($"{FragmentProducts.Stage} ^= 1;");
        if (pieces.IsLookedAtLater)
            renderer.Line("NN_SOMETIMES(passed == until - from - 1) NN_BARRIER;");
    }

    // Each place's numbers are brought by the item of that place within the piece.
    private void BringNumbers(ScalarRenderer renderer, string stage, string start)
    {
        if (numbers.Loads.IsEmpty)
            return;
        renderer.Block(walks.Along(sweep.Way).Select(static walk => walk.Variable), true, Invariant($"if (NN_ITEM < {Width})"), () =>
        {
            var way = $"{start} + NN_ITEM";
            renderer.Line(Invariant($"const {text.PositionType} {SweepPassRenderer.Way} = {(IsEven ? way : Invariant($"{way} < {Extent} ? {way} : {Extent - 1}"))};"));
            walks.Bind(renderer, walks.Along(sweep.Way));
            for (var i = 0; i < numbers.Loads.Length; i++)
            {
                var load = numbers.Loads[i];
                renderer.Line(Invariant($"NN_COPY_ASYNC_4({OfWay}, ({stage} * {numbers.Loads.Length} + {i}) * {Width} + NN_ITEM, {text.Pointer(load.Buffer)}, {renderer.Position(load.Buffer.Shape, load.Indices)});"));
            }
        });
    }

    private string? NumberOfWay(LoadScalar load) => isInPiece && numbers.NumberOf.TryGetValue(load, out var number)
        ? Invariant($"{OfWay}[({FragmentProducts.Stage} * {numbers.Loads.Length} + {number}) * {Width} + column]")
        : null;

    private string? Prepared(LoadScalar load) =>
        load.Buffer == pass.Running?.Kernel.Output ? parts.Find(part => part.Kernel == pass.Running.Kernel).Name
        : results.GetValueOrDefault(load.Buffer) ?? loaded.GetValueOrDefault(load.Buffer) ?? ofLine.GetValueOrDefault(load) ?? NumberOfWay(load);

    private void DeclareParts(ScalarRenderer renderer)
    {
        foreach (var kernel in pass.Reductions)
        {
            foreach (var reduction in SweepReductions.Of(kernel))
            {
                var (name, neutral) = (Invariant($"part{parts.Count}"), ScalarOperations.Neutral(reduction.Kind, reduction.Element));
                renderer.Line(Invariant($"{CType.Of(reduction.Element).Computed} {name}[{LinesOfItem}]; {EachLineOfItem} {name}[lower] = {neutral};"));
                parts.Add((kernel, reduction, $"{name}[lower]"));
            }
        }
    }

    // What elements read of their line alone is read once, before the way.
    private void LoadOfLines(ScalarRenderer renderer)
    {
        LoadScalar[] loads = [.. walks.LoadsOfLines().Where(load => !results.ContainsKey(load.Buffer))];
        for (var i = 0; i < loads.Length; i++)
            renderer.Line(Invariant($"{CType.Of(loads[i].Element).Computed} of_line{i}[{LinesOfItem}];"));
        for (var i = 0; i < loads.Length; i++)
        {
            var load = loads[i];
            EachLine(renderer, () => renderer.Line(Invariant($"of_line{i}[lower] = {renderer.Value(load)};")));

            // What is the same for all lines may be needed where none is at hand.
            ofLine.Add(load, Invariant($"of_line{i}[{(walks.IsOfLine(load) ? "lower" : "0")}]"));
        }
    }

    private void EachLine(ScalarRenderer renderer, Action write) => renderer.Block(walks.Along(sweep.Lines).Select(static walk => walk.Variable), true, EachLineOfItem, () =>
    {
        StartLine(renderer);
        write();
    });

    private void StartLine(ScalarRenderer renderer)
    {
        var lines = sweep.Space.ExtentOf(sweep.Lines);
        renderer.Line($"const int line = {products.LineOfItem} + lower * 8;");
        renderer.Line(Invariant($"const {text.PositionType} {SweepPassRenderer.Own} = {(lines % sweep.Cut.Lines == 0 ? "first + line" : Invariant($"first + line < {lines} ? first + line : {lines - 1}"))};"));
        renderer.Line(Invariant($"const {text.PositionType} {SweepPassRenderer.OwnElement} = {Batch} * {lines} + {SweepPassRenderer.Own};"));
        walks.Bind(renderer, walks.Along(sweep.Lines));
    }

    // The last piece may be behind the end: its elements are the last one once more, count for nothing, and are zeros to sums. What depends on the place on the way alone is computed once for all lines.
    private void EachElement(ScalarRenderer renderer, Action write) => renderer.Block(walks.Along(sweep.Way).Select(static walk => walk.Variable), true, "NN_UNROLL_CUDA for (int side = 0; side < 2; side++)", () =>
    {
        var position = text.PositionType;
        renderer.Line($"const int column = tile * 8 + {FragmentProducts.ColumnOfItem} + side;");
        if (!IsEven)
            renderer.Line(Invariant($"const int is_here = start + column < {Extent};"));
        renderer.Line(Invariant($"const {position} {SweepPassRenderer.Way} = {(IsEven ? "start + column" : $"is_here ? start + column : {Extent - 1}")};"));
        walks.Bind(renderer, walks.Along(sweep.Way));
        var lines = walks.Along(sweep.Lines).Select(static walk => walk.Variable).ToArray();
        renderer.Block(lines, lines.Length == 0, EachLineOfItem, () =>
        {
            StartLine(renderer);
            var (row, column) = sweep.Lines == TableAxis.Row ? (SweepPassRenderer.Own, SweepPassRenderer.Way) : (SweepPassRenderer.Way, SweepPassRenderer.Own);
            renderer.Line(Invariant($"const {position} {Element} = ({Batch} * {sweep.Space.Rows} + {row}) * {sweep.Space.Columns} + {column};"));
            foreach (var product in pass.Products)
                loaded[product.Output.Buffer] = products.ElementOf(product.Output.Buffer);
            isInPiece = true;
            write();
            isInPiece = false;
        });
    });

    // Where a mask hides nothing of a piece, its choices are known.
    private void EachTile(ScalarRenderer renderer, Action write)
    {
        var head = Invariant($"NN_UNROLL_CUDA for (int tile = 0; tile < {Width / 8}; tile++)");
        if (seen.Count == 0)
        {
            renderer.Block([], true, head, write);
            return;
        }

        renderer.Block([], true, $"if ({Whole})", () =>
        {
            renderer.Chosen = seen.GetValueOrDefault;
            renderer.Block([], true, head, write);
            renderer.Chosen = null;
        });
        renderer.Block([], true, "else", () => renderer.Block([], true, head, write));
    }

    private void Grow(ScalarRenderer renderer, RunningMaximum running)
    {
        var (kernel, reduction, greatest) = parts.Find(part => part.Kernel == running.Kernel);
        var (element, type) = (reduction.Element, CType.Of(reduction.Element).Computed);
        renderer.Line(Invariant($"{type} before[{LinesOfItem}], grown[{LinesOfItem}];"));
        renderer.Line($"{EachLineOfItem} before[lower] = {greatest};");
        EachTile(renderer, () => EachElement(renderer, () =>
        {
            var needed = walks.TablesOf(kernel);
            foreach (var table in pass.Tables.Where(table => needed.Contains(table.Output)))
                Compute(renderer, table);
            AddTo(renderer, (kernel, reduction, greatest));
        }));
        CombineLanes(renderer, reduction, greatest);
        renderer.Block([], true, EachLineOfItem, () =>
        {
            renderer.Line($"grown[lower] = {(element == ElementType.Float32 ? $"nn_short_exp_f32((before[lower] - {greatest}))" : ScalarOperations.Unary(ScalarOperation.Exp, element, $"(before[lower] - {greatest})"))};");
            renderer.Line($"if (before[lower] == {ScalarOperations.Neutral(reduction.Kind, element)}) grown[lower] = {CType.Literal(-1, element)};");
            renderer.Line($"if (before[lower] == {greatest}) grown[lower] = {CType.Literal(1, element)};");
            foreach (var (_, part, name) in parts.Where(part => running.Parts.Contains(part.Reduction, ReferenceEqualityComparer.Instance)))
                renderer.Line($"{name} = grown[lower] < 0 ? {CType.Literal(0, part.Element)} : {name} * grown[lower];");
        });
        if (!Following.Any())
            return;

        // Where all so far was minus infinity, exponentials were no numbers, except those that a choice leaves out: sums begin anew, which a factor below 0 says.
        renderer.Block([], true, $"if ({AnyGrown("!= 1")})", () =>
        {
            renderer.Block([], true, $"if ({AnyGrown("< 0")})", () =>
            {
                foreach (var sum in Following)
                    products.Clear(renderer.Scope, sum, "grown");
            });
            foreach (var sum in Following)
                products.Scale(renderer.Scope, sum, "grown");
        });
    }

    private string AnyGrown(string comparison) => string.Join(" || ", Enumerable.Range(0, LinesOfItem).Select(lower => Invariant($"grown[{lower}] {comparison}")));

    private void WriteElements(ScalarRenderer renderer)
    {
        if (pass.Tables.IsEmpty && pass.Reductions.IsEmpty && !pass.Products.Any(product => products.IsSummed(product.Output.Buffer)))
            return;
        EachTile(renderer, () =>
        {
            TensorBuffer[] summed = [.. pass.Products.Select(static product => product.Output.Buffer).Concat(pass.Tables.Select(static table => table.Output)).Where(products.IsSummed)];
            for (var i = 0; i < summed.Length; i++)
                renderer.Line(Invariant($"float kept{i}[{2 * LinesOfItem}];"));
            EachElement(renderer, () =>
            {
                foreach (var product in pass.Products.Where(product => products.IsSummed(product.Output.Buffer)))
                    Keep(product.Output.Buffer, loaded[product.Output.Buffer]);
                foreach (var table in pass.Tables)
                {
                    var value = Compute(renderer, table);
                    if (products.IsSummed(table.Output))
                        Keep(table.Output, value);
                }

                foreach (var part in parts.Where(part => part.Kernel != pass.Running?.Kernel))
                    AddTo(renderer, part);
            });
            for (var i = 0; i < summed.Length; i++)
            {
                var (pair, name) = ($"nn_pair_{OperandFill.Suffix(summed[i].Element)}", products.FragmentsOf(summed[i]));
                for (var lower = 0; lower < LinesOfItem; lower++)
                    renderer.Line(Invariant($"{name}[{(lower / 2 * Width / 4) + (lower % 2)} + 2 * tile] = {pair}(kept{i}[{2 * lower}], kept{i}[{(2 * lower) + 1}]);"));
            }

            void Keep(TensorBuffer table, string value) =>
                renderer.Line(Invariant($"kept{Array.IndexOf(summed, table)}[2 * lower + side] = {(IsEven ? value : $"is_here ? {value} : {CType.Literal(0, ElementType.Float32)}")};"));
        });
    }

    private static string Compute(ScalarRenderer renderer, ElementKernel table)
    {
        renderer.Begin(new CStyle.OwnElement(SweepWalks.IndexOf(table), Element));
        return renderer.Stored(table);
    }

    private void AddTo(ScalarRenderer renderer, (ElementKernel Kernel, ReduceScalar Reduction, string Name) part)
    {
        var (_, reduction, name) = part;
        renderer.Begin(new CStyle.OwnElement(walks.IndexOf(reduction), Element));
        var combined = ScalarOperations.Combine(reduction.Kind, reduction.Element, name, renderer.Value(reduction.Body));
        renderer.Line(IsEven ? $"{name} = {combined};" : $"if (is_here) {name} = {combined};");
    }

    private void CombineLanes(ScalarRenderer renderer, ReduceScalar reduction, string name)
    {
        for (var lower = 0; lower < LinesOfItem; lower++)
        {
            new LaneGroup(Lanes, sweep.Cut.ItemsOfFragments, AreNeighbours: true, lower % LaneGroup.Exchanges).Combine(
                renderer.Scope, CType.Of(reduction.Element), name.Replace("lower", Invariant($"{lower}"), StringComparison.Ordinal), (total, value) => ScalarOperations.Combine(reduction.Kind, reduction.Element, total, value));
        }
    }

    private void Finish(ScalarRenderer renderer)
    {
        foreach (var (kernel, reduction, name) in parts.Where(part => part.Kernel != pass.Running?.Kernel))
            CombineLanes(renderer, reduction, name);
        if (pass.Reductions.Length > 0)
        {
            EachLine(renderer, () =>
            {
                foreach (var (_, reduction, name) in parts)
                    renderer.Scope.Name(reduction, name);
                foreach (var kernel in pass.Reductions)
                    FinishReduction(renderer, kernel);
            });
        }

        foreach (var sum in products.Sums)
        {
            var factors = pass.Running?.Factors.Where(factor => factor.Sum == sum.Kernel.Output.Buffer).ToArray() ?? [];
            if (factors.Length > 0)
            {
                var value = CType.Literal(1, pass.Running!.Kernel.Output.Element);
                foreach (var factor in factors)
                    value += $" {(factor.IsDivisor ? "/" : "*")} {results[factor.Factor]}";
                var name = Invariant($"factors{sum.Number}");
                renderer.Line(Invariant($"float {name}[{LinesOfItem}]; {EachLineOfItem} {name}[lower] = {value};"));
                products.Scale(renderer.Scope, sum, name);
            }

            products.End(renderer.Scope, sum);
        }
    }

    private void FinishReduction(ScalarRenderer renderer, ElementKernel kernel)
    {
        renderer.Begin(new CStyle.OwnElement(LinearIndex.OfElement(kernel.Output.Shape, kernel.OutputIndices), SweepPassRenderer.OwnElement));
        var value = renderer.Result(kernel);
        if (results.TryGetValue(kernel.Output, out var name))
            renderer.Line($"{name} = {value};");
        if (!sweep.Stored.Contains(kernel.Output))
            return;
        renderer.Line(Invariant($"if ({LaneGroup.Lane} == 0 && first + line < {sweep.Space.ExtentOf(sweep.Lines)}) {{"));
        renderer.Line(text.Store(kernel.Output, SweepPassRenderer.OwnElement, value));
        renderer.Line("}");
    }
}
