using System.Collections.Immutable;
using System.Globalization;
using Dsl.Language.Binding.Descriptions;
using Dsl.Language.Graph;
using Dsl.Language.Precision;
using Dsl.Language.Types;

namespace Dsl.Language.Services.Drawings;

/// <summary>Makes drawings of models and of what leads to a value.</summary>
public static class NetworkDrawer
{
    /// <summary>Draws a model: a box a layer, loops folded; where a training keeps values in 16 bits, with the types in which they are kept. Its outputs must be known.</summary>
    public static NetworkDrawing Draw(DescribedModel model)
    {
        var storage = model.Instance.Root.TrainedStorage;
        IReadOnlyDictionary<Node, ElementType> elements = ImmutableDictionary<Node, ElementType>.Empty;
        if (storage is { } narrow)
            StoragePrecision.Apply(new GraphBuilder(), model.Outputs, narrow, out elements);
        var folder = GraphFolder.Fold(GraphVertices.Of(model.Outputs), CallSpan.TreeOf(model, ShapeOf), model.Instance, ShapeOf);
        var parameters = model.Instance.NamedVariables.Where(static v => v.Variable.Kind == VariableKind.Parameter)
            .Sum(static v => v.Variable.Type.Shape.ElementCount.ConstantValue ?? 0);
        var title = string.Create(CultureInfo.InvariantCulture, $"{model.Name}: {parameters:N0} weights");
        return Compose(storage is null ? title : $"{title}, values kept as {storage.Value.Name()} in training", folder, model.Outputs, "result", TypeOf);

        string ShapeOf(Node node) => TypeOf(node) is var type && type.Element == storage ? type.ToString() : node.Shape.ToString();

        TensorType TypeOf(Node node) => elements.TryGetValue(node, out var element) ? node.Type with { Element = element } : node.Type;
    }

    /// <summary>Draws the operations that lead to values.</summary>
    /// <param name="name">What the values are called.</param>
    /// <param name="values">The values.</param>
    public static NetworkDrawing Draw(string name, ImmutableArray<Node> values) =>
        Compose(name, GraphFolder.Fold(GraphVertices.Of(values), CallSpan.TreeOf(null, ShapeOf), null, ShapeOf), values, name, static node => node.Type);

    private static string ShapeOf(Node node) => node.Shape.ToString();

    private static NetworkDrawing Compose(string title, GraphFolder folder, ImmutableArray<Node> outputs, string result, Func<Node, TensorType> typeOf)
    {
        var boxes = folder.Boxes.Count;
        var items = DrawingTree.Build(folder, out var idOf, out var arrows);
        for (var i = 0; i < outputs.Length; i++)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"out{i}");
            items = items.Add(new DrawnBox(id, string.Empty, DrawnKind.Output, [outputs.Length == 1 ? result : $"{result} {i + 1}"], typeOf(outputs[i]).ToString(), 0));
            arrows = arrows.AddRange(folder.SourcesOf(outputs[i]).Where(idOf.ContainsKey).Select(box => new DrawnArrow(idOf[box], id)).Distinct());
        }

        var description = string.Create(CultureInfo.InvariantCulture, $"{boxes} boxes from input to result: {string.Join(", ", Names(items).Take(40))}");
        return new NetworkDrawing(title, description, items, arrows);
    }

    private static IEnumerable<string> Names(IEnumerable<DrawnItem> items) => items.SelectMany(static item => item switch
    {
        DrawnBox box => [$"{string.Join(' ', box.Lines)}{box.Repeats}"],
        DrawnGroup group => Names(group.Items).Prepend($"{group.Label}{group.Repeats}".Trim()),
        _ => [],
    });
}
