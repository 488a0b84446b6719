using System.Collections.Immutable;
using System.Globalization;

namespace Dsl.Language.Services.Drawings;

/// <summary>Puts folded boxes into the models around them, frames what loops repeat, and joins what follows on from one another.</summary>
internal sealed class DrawingTree
{
    private const string EveryStep = "each step";

    private readonly GraphFolder folder;
    private readonly Dictionary<FoldedBox, string> idOf = [];
    private int groups;

    private DrawingTree(GraphFolder folder)
    {
        this.folder = folder;
    }

    /// <summary>Builds it.</summary>
    /// <param name="folder">What to draw.</param>
    /// <param name="idOf">The id of the box that each became part of.</param>
    /// <param name="arrows">What flows between them.</param>
    public static ImmutableArray<DrawnItem> Build(GraphFolder folder, out Dictionary<FoldedBox, string> idOf, out ImmutableArray<DrawnArrow> arrows)
    {
        var tree = new DrawingTree(folder);
        var items = tree.Level([.. folder.Boxes], depth: 0, turns: 1);
        idOf = tree.idOf;
        arrows = [.. folder.Forward.Keys.Select(arrow => new DrawnArrow(tree.idOf[arrow.From], tree.idOf[arrow.To])).Where(static arrow => arrow.From != arrow.To).Distinct()];
        return items;
    }

    // What stands at one level: boxes of it, and models within it.
    private ImmutableArray<DrawnItem> Level(List<FoldedBox> boxes, int depth, int turns)
    {
        var members = new List<List<FoldedBox>>();
        var memberOf = new Dictionary<FoldedBox, int>();
        var memberOfPlace = new Dictionary<string, int>();
        foreach (var box in boxes)
        {
            if (box.Place.Length > depth)
            {
                if (!memberOfPlace.TryGetValue(box.Place[depth].Key, out var index))
                {
                    memberOfPlace.Add(box.Place[depth].Key, index = members.Count);
                    members.Add([]);
                }

                members[index].Add(box);
                memberOf.Add(box, index);
            }
            else
            {
                memberOf.Add(box, members.Count);
                members.Add([box]);
            }
        }

        var loops = Cycles.Find(members.Count, Lift(folder.Forward, memberOf, depth).Concat(Lift(folder.Backward, memberOf, depth)));
        var items = ImmutableArray.CreateBuilder<DrawnItem>();
        var isDone = new bool[members.Count];
        for (var i = 0; i < members.Count; i++)
        {
            if (isDone[i])
                continue;
            var loop = Enumerable.Range(i, members.Count - i).Where(other => loops[other] == loops[i]).ToList();
            foreach (var member in loop)
                isDone[member] = true;
            if (loop.Count == 1)
            {
                var isFed = folder.Backward.Keys.Any(arrow => arrow.From == arrow.To && memberOf.TryGetValue(arrow.From, out var own) && own == i);
                items.Add(Item(members[i], depth, turns, isFed && members[i].TrueForAll(folder.Recurrent.Contains)));
                continue;
            }

            var inner = loop.Max(member => CountOf(members[member], depth));
            var isRecurrent = loop.Exists(member => members[member].Exists(folder.Recurrent.Contains));
            var repeated = loop.Select(member => Item(members[member], depth, isRecurrent ? turns : inner, false)).ToList();
            items.Add(new DrawnGroup(NextGroup(), isRecurrent ? EveryStep : Times(inner / turns), string.Empty, Joined(repeated, loop.SelectMany(member => members[member]).ToList())));
        }

        return Joined([.. items], boxes);
    }

    private DrawnItem Item(List<FoldedBox> boxes, int depth, int turns, bool isRecurrent)
    {
        if (boxes[0].Place.Length <= depth)
        {
            var box = boxes[0];
            var id = string.Create(CultureInfo.InvariantCulture, $"n{idOf.Count}");
            idOf.Add(box, id);
            var times = isRecurrent ? EveryStep : box.Kind is DrawnKind.Layer or DrawnKind.Weight ? Times(box.Count / turns) : string.Empty;
            return new DrawnBox(id, times, box.Kind, [box.Label], box.Shape, box.Parameters);
        }

        var place = boxes[0].Place[depth];
        var count = folder.CountOf(place);
        var items = Level(boxes, depth + 1, Math.Max(count, 1));
        var repeats = isRecurrent ? EveryStep : Times(count / turns);
        // A model around one layer is that layer by another name.
        return items is [DrawnBox { Repeats.Length: 0 } only]
            ? only with { Repeats = repeats, Lines = [place.Label], Kind = only.Kind == DrawnKind.Operation ? DrawnKind.Layer : only.Kind }
            : new DrawnGroup(NextGroup(), repeats, place.Label, items);
    }

    private int CountOf(List<FoldedBox> boxes, int depth) => boxes[0].Place.Length > depth ? folder.CountOf(boxes[0].Place[depth]) : boxes[0].Count;

    private string NextGroup() => string.Create(CultureInfo.InvariantCulture, $"g{groups++}");

    private static string Times(int count) => count > 1 ? string.Create(CultureInfo.InvariantCulture, $"x{count}") : string.Empty;

    // Operations of which each is read by the next alone are one box of several lines.
    private ImmutableArray<DrawnItem> Joined(List<DrawnItem> items, List<FoldedBox> boxes)
    {
        for (var i = 0; i < items.Count; i++)
        {
            if (items[i] is not DrawnBox { Kind: DrawnKind.Operation } first)
                continue;
            var next = Targets(first.Id);
            if (next.Count != 1)
                continue;
            var target = items.FindIndex(item => item.Id == next.First());
            if (target < 0 || items[target] is not DrawnBox { Kind: DrawnKind.Operation } second || second.Repeats != first.Repeats || Sources(second.Id).Count != 1)
                continue;
            items[target] = second with { Lines = [.. first.Lines, .. second.Lines] };
            items.RemoveAt(i--);
            foreach (var box in boxes.Where(box => idOf.GetValueOrDefault(box) == first.Id))
                idOf[box] = second.Id;
        }

        return [.. items];
    }

    private HashSet<string> Targets(string id) =>
        [.. folder.Forward.Keys.Concat(folder.Backward.Keys).Where(arrow => idOf.GetValueOrDefault(arrow.From) == id).Select(arrow => idOf.GetValueOrDefault(arrow.To) ?? arrow.To.Key).Where(to => to != id)];

    private HashSet<string> Sources(string id) =>
        [.. folder.Forward.Keys.Concat(folder.Backward.Keys).Where(arrow => idOf.GetValueOrDefault(arrow.To) == id).Select(arrow => idOf.GetValueOrDefault(arrow.From) ?? arrow.From.Key).Where(from => from != id)];

    // Between two models of the same role there is no cycle, though there is one between what stands for both.
    private static IEnumerable<(int From, int To)> Lift(Dictionary<(FoldedBox From, FoldedBox To), int> arrows, Dictionary<FoldedBox, int> memberOf, int depth)
    {
        foreach (var ((from, to), common) in arrows)
        {
            if (common >= depth && memberOf.TryGetValue(from, out var source) && memberOf.TryGetValue(to, out var target) && source != target)
                yield return (source, target);
        }
    }
}
