using System.Collections.Immutable;
using Dsl.Language.Binding.Declarations;
using Dsl.Language.Binding.Values;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Text;

namespace Dsl.Language.Services.Drawings;

/// <summary>Gathers operations into boxes: a library layer is one, a call of a function is one, and what the turns of a loop do alike is one.</summary>
internal sealed class GraphFolder
{
    private const int LongestLabel = 28;

    private readonly GraphVertices vertices;
    private readonly CallSpan spans;
    private readonly ModelInstance? drawn;
    private readonly Func<Node, string> shapeOf;
    private readonly Dictionary<string, FoldedBox> boxes = [];
    private readonly Dictionary<Node, FoldedBox> boxOf = [];
    private readonly Dictionary<Node, HashSet<Node>> sources = [];
    private readonly Dictionary<Node, ImmutableArray<CallSpan>> placeOf = [];
    private readonly Dictionary<string, HashSet<ModelInstance>> placeInstances = [];

    private GraphFolder(GraphVertices vertices, CallSpan spans, ModelInstance? drawn, Func<Node, string> shapeOf)
    {
        this.shapeOf = shapeOf;
        this.vertices = vertices;
        this.spans = spans;
        this.drawn = drawn;
    }

    /// <summary>The boxes in the order of the computation.</summary>
    public List<FoldedBox> Boxes { get; private set; } = [];

    /// <summary>What flows from box to box, in the first turn of loops.</summary>
    public Dictionary<(FoldedBox From, FoldedBox To), int> Forward { get; } = [];

    /// <summary>What flows from a turn to the next. As above, each with the number of models around both ends that are the same ones, not others of their role.</summary>
    public Dictionary<(FoldedBox From, FoldedBox To), int> Backward { get; } = [];

    /// <summary>Boxes in recurrences whose turns are positions, not written-out loops.</summary>
    public HashSet<FoldedBox> Recurrent { get; } = [];

    /// <summary>How many models play the part of a place.</summary>
    public int CountOf(FoldedPlace place) => placeInstances.TryGetValue(place.Key, out var instances) ? instances.Count : 1;

    /// <summary>Folds a graph.</summary>
    /// <param name="vertices">Its operations.</param>
    /// <param name="spans">Which call built which of them.</param>
    /// <param name="drawn">The model drawn, which is opened wherever it comes from.</param>
    /// <param name="shapeOf">What is written of the size of a value.</param>
    public static GraphFolder Fold(GraphVertices vertices, CallSpan spans, ModelInstance? drawn, Func<Node, string> shapeOf)
    {
        var folder = new GraphFolder(vertices, spans, drawn, shapeOf);
        foreach (var node in vertices.Order)
        {
            if (folder.BoxFor(node) is { } box)
                folder.boxOf.Add(node, box);
        }

        folder.Boxes = [.. folder.boxes.Values];
        folder.Connect();
        folder.DropUnreached();
        return folder;
    }

    /// <summary>The boxes that a value comes from.</summary>
    public IEnumerable<FoldedBox> SourcesOf(Node node) => Sources(node).Select(source => boxOf[source]).Where(Boxes.Contains);

    private HashSet<Node> Sources(Node node) => boxOf.ContainsKey(node) ? [node] : sources.GetValueOrDefault(node) ?? [];

    private FoldedBox? BoxFor(Node node)
    {
        if (vertices.IsOutside(node))
            return Source($"input {node.Id}", DrawnKind.Input, ((InputAttributes)node.Attributes).Input.Name, node);
        if (node.Attributes is VariableAttributes { Variable: var variable })
        {
            var weight = Source($"weight {Role(variable.Path)}", DrawnKind.Weight, LastName(Role(variable.Path)), node);
            weight.Parameters = variable.Kind == VariableKind.Parameter ? variable.Type.Shape.ElementCount.ConstantValue ?? 0 : 0;
            weight.AddInstance(variable);
            return weight;
        }

        if (drawn is null && node.Operator == SourceOperators.Constant && node.Shape.Rank > 0)
            return Source($"input {node.Id}", DrawnKind.Input, "numbers", node);
        if (node.Operator == LabelOperators.Label || node.Operator == SourceOperators.Constant || node.Operator == SourceOperators.Size || node.Operator == SourceOperators.ScanResult
            || node.Operator == SourceOperators.Input || node.Attributes.InnerBody is not null)
        {
            return null;
        }

        return Computed(node);
    }

    private FoldedBox Source(string key, DrawnKind kind, string label, Node node)
    {
        if (!boxes.TryGetValue(key, out var box))
            boxes.Add(key, box = new FoldedBox(key, kind, label, []) { Shape = node.Type.ToString() });
        return box;
    }

    private FoldedBox Computed(Node node)
    {
        var place = ImmutableArray<FoldedPlace>.Empty;
        placeOf[node] = [];
        var sites = string.Empty;
        var isOpened = false;
        for (var span = spans.ChildOf(node.Id); span is not null; span = span.ChildOf(node.Id))
        {
            var site = $"{sites}/{SiteKey(span.Site)}";
            if (span.Layer is { } layer)
            {
                var role = RoleOf(layer);
                if (!isOpened && layer == drawn)
                {
                    isOpened = true;
                    continue;
                }

                var key = $"{(place.IsEmpty ? string.Empty : place[^1].Key)}{site} {role}";
                if (layer.Declaration is null || layer.Declaration.Source.IsLibrary)
                    return Layer(key, layer, role, place, span);
                place = place.Add(new FoldedPlace(key, LabelOf(layer, role)));
                placeOf[node] = placeOf[node].Add(span);
                if (!placeInstances.TryGetValue(key, out var instances))
                    placeInstances.Add(key, instances = new HashSet<ModelInstance>(ReferenceEqualityComparer.Instance));
                instances.Add(layer);
                sites = string.Empty;
                continue;
            }

            if (!span.HasLayers)
                return Operation($"{(place.IsEmpty ? string.Empty : place[^1].Key)}{site}", place, node, span.Site, Shorten(span.Callee));
            sites = site;
        }

        var around = place.IsEmpty ? string.Empty : place[^1].Key;
        var (written, isCall) = WrittenAt(node);
        return Operation($"{around}{sites} {SiteKey(written)}", place, node, written, isCall ? CalleeOf(written!.Text) : null);
    }

    private FoldedBox Layer(string key, ModelInstance layer, string role, ImmutableArray<FoldedPlace> place, CallSpan span)
    {
        if (!boxes.TryGetValue(key, out var box))
        {
            box = new FoldedBox(key, DrawnKind.Layer, LabelOf(layer, role), place)
            {
                Shape = span.Output,
                Parameters = layer.Parameters.Sum(static weight => weight.Type.Shape.ElementCount.ConstantValue ?? 0),
            };
            boxes.Add(key, box);
        }

        box.AddInstance(layer);
        return box;
    }

    private FoldedBox Operation(string key, ImmutableArray<FoldedPlace> place, Node node, SourceLocation? written, string? callee)
    {
        var isMovement = !node.Operator.IsElementwise && node.Operator.Cost(new CostContext([.. node.Inputs.Select(static i => i.Type)], node.Attributes, node.Type)).ConstantValue == 0;
        if (!boxes.TryGetValue(key, out var box))
            boxes.Add(key, box = new FoldedBox(key, DrawnKind.Operation, callee ?? NameOf(node, written), place));
        else if (callee is null && !isMovement)
            box.Label = NameOf(node, written);
        box.Shape = shapeOf(node);
        box.AddOperation(node.Operator);
        box.IsSource |= node.Operator.IsRandom;
        return box;
    }

    private void Connect()
    {
        var order = new Dictionary<FoldedBox, int>(Boxes.Count);
        foreach (var box in Boxes)
            order.Add(box, order.Count);

        // The second time what a turn hands to the next is known as well.
        for (var turn = 0; turn < 2; turn++)
        {
            foreach (var node in vertices.Order)
            {
                var read = node.Operator.IsRandom ? [] : vertices.InputsOf(node).SelectMany(Sources).ToHashSet();
                if (turn == 1 && vertices.FeedbackTo(node) is { } carried)
                    read.UnionWith(Sources(carried));
                if (!boxOf.TryGetValue(node, out var box))
                {
                    sources[node] = read;
                    continue;
                }

                foreach (var source in read)
                {
                    var arrows = order[boxOf[source]] < order[box] ? Forward : Backward;
                    var common = CommonPlaces(source, node);
                    if (!arrows.TryGetValue((boxOf[source], box), out var known) || known < common)
                        arrows[(boxOf[source], box)] = common;
                }

                if (vertices.IsInRecurrence(node))
                    Recurrent.Add(box);
            }
        }

        // A box that reads itself does so because it consists of several operations, unless it is one in each turn.
        Remove(Backward, static arrow => arrow.From == arrow.To && arrow.From.Count == 1);
    }

    private int CommonPlaces(Node from, Node to)
    {
        var (left, right) = (placeOf.GetValueOrDefault(from, []), placeOf.GetValueOrDefault(to, []));
        var common = 0;
        while (common < left.Length && common < right.Length && left[common] == right[common])
            common++;
        return common;
    }

    private static void Remove(Dictionary<(FoldedBox From, FoldedBox To), int> arrows, Func<(FoldedBox From, FoldedBox To), bool> isMeant)
    {
        foreach (var arrow in arrows.Keys.Where(isMeant).ToList())
            arrows.Remove(arrow);
    }

    // What follows from nothing but numbers of the text, such as a mask, only hides what matters.
    private void DropUnreached()
    {
        var reached = Boxes.Where(static box => box.Kind != DrawnKind.Operation || box.IsSource).ToHashSet();
        if (reached.Count == 0)
            return;
        foreach (var box in Boxes)
        {
            if (Forward.Keys.Any(arrow => arrow.To == box && reached.Contains(arrow.From)))
                reached.Add(box);
        }

        Boxes.RemoveAll(box => !reached.Contains(box));
        Remove(Forward, arrow => !reached.Contains(arrow.From) || !reached.Contains(arrow.To));
        Remove(Backward, arrow => !reached.Contains(arrow.From) || !reached.Contains(arrow.To));

        // Layers read their own weights; an input that only decides chance is none.
        Remove(Forward, static arrow => arrow.From.Kind == DrawnKind.Weight && arrow.To.Kind == DrawnKind.Layer);
        Boxes.RemoveAll(box => box.Kind is DrawnKind.Weight or DrawnKind.Input && !Forward.Keys.Any(arrow => arrow.From == box));
        foreach (var weight in Boxes.Where(static box => box.Kind == DrawnKind.Weight).ToList())
        {
            var reader = Boxes.Find(box => Forward.ContainsKey((weight, box)))!;
            weight.Place = reader.Place;
            Boxes.Remove(weight);
            Boxes.Insert(Boxes.IndexOf(reader), weight);
        }
    }

    private (SourceLocation? Written, bool IsCall) WrittenAt(Node node)
    {
        var location = node.Location;
        var isCall = false;
        while (location is { Source.IsLibrary: true, CalledFrom: { } caller } && drawn?.Declaration?.Source.IsLibrary != true)
            (location, isCall) = (caller, true);
        return (location, isCall);
    }

    private static string SiteKey(SourceLocation? site) => site is null ? "?" : $"{site.Source.Path}:{site.Span.Start}+{site.Span.Length}";

    private static string RoleOf(ModelInstance layer) => $"{layer.Root.Name}:{Role(layer.Path)}";

    // The name that it is bound to says what it is for, that of the model what it is.
    private static string LabelOf(ModelInstance layer, string role)
    {
        var model = InstancePaths.SnakeCase(layer.Name);
        var name = LastName(role[(role.IndexOf(':', StringComparison.Ordinal) + 1)..]);
        return name.Length == 0 || name == "*" ? model : name.StartsWith(model, StringComparison.Ordinal) ? name : $"{name} ({model})";
    }

    private static string LastName(string role) => role[(role.LastIndexOf('.') + 1)..];

    private static string Role(string path) => string.Join('.', path.Split('.').Select(static part => part.All(char.IsAsciiDigit) && part.Length > 0 ? "*" : part));

    private static string NameOf(Node node, SourceLocation? written) =>
        node.Operator == IndexingOperators.Gather || node.Operator == IndexingOperators.Select ? "[ ]"
        : node.Operator.Symbol is { } symbol ? symbol
        : node.Operator == ContractionOperators.Contract ? (written?.Text.Contains('@', StringComparison.Ordinal) == true ? "@" : "sum of products")
        : node.Operator.Name.Replace('_', ' ');

    // x |> layernorm(bias: false) and layernorm(x) are both layernorm.
    private static string CalleeOf(string call)
    {
        var (depth, start) = (0, 0);
        for (var i = 0; i < call.Length - 1; i++)
        {
            depth += call[i] is '(' or '[' or '{' ? 1 : call[i] is ')' or ']' or '}' ? -1 : 0;
            if (depth == 0 && call[i] == '|' && call[i + 1] == '>')
                start = i + 2;
        }

        return Shorten(call[start..]);
    }

    private static string Shorten(string callee)
    {
        var name = callee.Trim();
        var bracket = name.IndexOf('(', StringComparison.Ordinal);
        name = bracket > 0 ? name[..bracket] : bracket == 0 ? "function" : name;
        return name.Length <= LongestLabel ? name : $"{name[..(LongestLabel - 3)]}...";
    }
}
