using System.Collections.Immutable;

namespace Dsl.Language.Services.Drawings;

/// <summary>
/// Places what stands at one level of a drawing in rows from top to bottom, so that every arrow goes downwards (layered drawing after Sugiyama, Tagawa
/// and Toda, 1981): rows by the longest way, order within a row by the neighbours' means, places by least squares.
/// </summary>
internal sealed class LevelLayout
{
    private const double RowGap = 34;
    private const double ColumnGap = 22;
    private const double Padding = 16;
    private const double LabelHeight = 22;
    private const double CharacterWidth = 7.4;
    private const double LineHeight = 17;
    private const double BoxPadding = 9;
    private const double PassingWidth = 14;
    private const int Sweeps = 8;

    private readonly List<PlacedItem> items = [];
    private readonly List<List<PlacedItem>> rows = [];
    private readonly List<PlacedArrow> arrows = [];

    private LevelLayout()
    {
    }

    public IReadOnlyList<PlacedItem> Items => items;

    public IReadOnlyList<PlacedArrow> Arrows => arrows;

    public double Width { get; private set; }

    public double Height { get; private set; }

    /// <summary>Where arrows from outside enter; null where there are none.</summary>
    public PlacedItem? Entry { get; private set; }

    /// <summary>Where arrows to outside leave; null where there are none.</summary>
    public PlacedItem? Exit { get; private set; }

    /// <summary>Places items.</summary>
    /// <param name="contents">The items.</param>
    /// <param name="all">Every arrow of the drawing, by boxes.</param>
    /// <param name="hasLabel">Whether a line is kept free at the top.</param>
    public static LevelLayout Of(ImmutableArray<DrawnItem> contents, ImmutableArray<DrawnArrow> all, bool hasLabel)
    {
        var layout = new LevelLayout();
        var owner = new Dictionary<string, PlacedItem>();
        foreach (var content in contents)
        {
            var placed = Measure(content, all);
            layout.items.Add(placed);
            foreach (var id in BoxesOf(content))
                owner.Add(id, placed);
        }

        var links = layout.Lift(all, owner);
        layout.ChooseRanks(links);
        layout.MakeRows(links);
        layout.Order();
        layout.Place(hasLabel ? LabelHeight : 0);
        return layout;
    }

    private static PlacedItem Measure(DrawnItem item, ImmutableArray<DrawnArrow> all)
    {
        if (item is DrawnGroup group)
        {
            var inner = Of(group.Items, all, hasLabel: true);
            var wanted = CharacterWidth * (group.Label.Length + group.Repeats.Length + 4);
            var width = Math.Max(inner.Width, wanted);
            return new PlacedItem(item)
            {
                Inner = inner,
                Width = width,
                Height = inner.Height,
                Entry = inner.Entry?.Center ?? width / 2,
                Exit = inner.Exit?.Center ?? width / 2,
            };
        }

        var lines = BoxText.Lines((DrawnBox)item).ToList();
        var box = new PlacedItem(item) { Width = (CharacterWidth * lines.Max(static line => line.Length)) + (2 * BoxPadding) + 6, Height = (LineHeight * lines.Count) + (2 * BoxPadding) - 3 };
        box.Entry = box.Exit = box.Width / 2;
        return box;
    }

    private static IEnumerable<string> BoxesOf(DrawnItem item) => item is DrawnGroup group ? group.Items.SelectMany(BoxesOf) : [item.Id];

    private HashSet<(PlacedItem From, PlacedItem To)> Lift(ImmutableArray<DrawnArrow> all, Dictionary<string, PlacedItem> owner)
    {
        var links = new HashSet<(PlacedItem, PlacedItem)>();
        foreach (var (from, to) in all)
        {
            owner.TryGetValue(from, out var source);
            owner.TryGetValue(to, out var target);
            if (source is null && target is null)
                continue;
            if (source != target)
                links.Add((source ?? (Entry ??= new PlacedItem(null)), target ?? (Exit ??= new PlacedItem(null))));
        }

        return links;
    }

    private void ChooseRanks(HashSet<(PlacedItem From, PlacedItem To)> links)
    {
        // The items come in the order of the computation, so that one pass finds the longest ways.
        var order = new List<PlacedItem>(items);
        if (Entry is not null)
            order.Insert(0, Entry);
        var position = order.Select(static (item, index) => (item, index)).ToDictionary(static pair => pair.item, static pair => pair.index);
        links.RemoveWhere(link => link.To != Exit && position[link.From] >= position[link.To]);
        foreach (var item in order)
        {
            foreach (var (from, _) in links.Where(link => link.To == item))
                item.Rank = Math.Max(item.Rank, from.Rank + 1);
        }

        // What comes from weights alone, or from nothing, stands right above its first reader.
        var fromWeights = new HashSet<PlacedItem>();
        foreach (var item in items.Where(item => links.Where(link => link.To == item).All(link => fromWeights.Contains(link.From))))
        {
            if (item.Item is DrawnBox { Kind: DrawnKind.Weight } || links.Any(link => link.To == item))
                fromWeights.Add(item);
        }

        foreach (var item in items.AsEnumerable().Reverse().Where(item => fromWeights.Contains(item) || !links.Any(link => link.To == item)))
        {
            var readers = links.Where(link => link.From == item && link.To != Exit).Select(static link => link.To.Rank).ToList();
            if (readers.Count > 0)
                item.Rank = readers.Min() - 1;
        }

        if (Exit is not null)
        {
            Exit.Rank = order.Max(static item => item.Rank) + 1;
            order.Add(Exit);
        }

        var lowest = order.Min(static item => item.Rank);
        foreach (var item in order)
            item.Rank -= lowest;
    }

    // An arrow over several rows takes a place in each that it passes.
    private void MakeRows(HashSet<(PlacedItem From, PlacedItem To)> links)
    {
        var all = new List<PlacedItem>(items);
        if (Entry is not null)
            all.Insert(0, Entry);
        if (Exit is not null)
            all.Add(Exit);
        for (var rank = 0; rank <= all.Max(static item => item.Rank); rank++)
            rows.Add([.. all.Where(item => item.Rank == rank)]);
        foreach (var (from, to) in links)
        {
            var path = ImmutableArray.CreateBuilder<PlacedItem>();
            path.Add(from);
            for (var rank = from.Rank + 1; rank < to.Rank; rank++)
            {
                var passing = new PlacedItem(null) { Rank = rank, Width = PassingWidth, Entry = PassingWidth / 2, Exit = PassingWidth / 2 };
                rows[rank].Add(passing);
                path.Add(passing);
            }

            path.Add(to);
            arrows.Add(new PlacedArrow(path.ToImmutable(), to.Item is DrawnBox));
        }
    }

    private ILookup<PlacedItem, PlacedItem> Neighbours(bool above) => arrows.SelectMany(static arrow => arrow.Path.Zip(arrow.Path.Skip(1)))
        .ToLookup(pair => above ? pair.Second : pair.First, pair => above ? pair.First : pair.Second);

    private void Order()
    {
        var (above, below) = (Neighbours(above: true), Neighbours(above: false));
        var place = new Dictionary<PlacedItem, double>();
        foreach (var row in rows)
            Number(row);
        for (var sweep = 0; sweep < Sweeps; sweep++)
        {
            var isDown = sweep % 2 == 0;
            foreach (var row in isDown ? rows : rows.AsEnumerable().Reverse())
            {
                var neighbours = isDown ? above : below;
                var sorted = row.OrderBy(item => neighbours[item].Select(other => place[other]).DefaultIfEmpty(place[item]).Average()).ToList();
                row.Clear();
                row.AddRange(sorted);
                Number(row);
            }
        }

        void Number(List<PlacedItem> row)
        {
            for (var i = 0; i < row.Count; i++)
                place[row[i]] = i - ((row.Count - 1) / 2.0);
        }
    }

    private void Place(double top)
    {
        foreach (var row in rows)
            RowPlacement.Place(row, row.Select(static _ => 0.0).ToList(), ColumnGap);
        var (above, below) = (Neighbours(above: true), Neighbours(above: false));
        for (var sweep = 0; sweep < 2 * Sweeps; sweep++)
        {
            var isDown = sweep % 2 == 0;
            foreach (var row in isDown ? rows : rows.AsEnumerable().Reverse())
            {
                var wanted = row.Select(item => (isDown ? above[item].Select(other => other.X + other.Exit - item.Entry) : below[item].Select(other => other.X + other.Entry - item.Exit))
                    .DefaultIfEmpty(item.X).Average() + (item.Width / 2)).ToList();
                RowPlacement.Place(row, wanted, ColumnGap);
            }
        }

        var left = rows.SelectMany(static row => row).Min(static item => item.X);
        var y = Padding + top;
        foreach (var row in rows)
        {
            var height = row.Max(static item => item.Height);
            foreach (var item in row)
            {
                item.X += Padding - left;
                if (item.Item is null && item != Entry && item != Exit)
                    item.Height = height;
                item.Y = y + ((height - item.Height) / 2);
            }

            y += height + RowGap;
        }

        Width = rows.SelectMany(static row => row).Max(static item => item.X + item.Width) + Padding;
        Height = y - RowGap + Padding;
        if (Entry is not null)
            Entry.Y = 0;
        if (Exit is not null)
            Exit.Y = Height;
    }
}
