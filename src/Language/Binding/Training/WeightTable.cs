using System.Text;
using Dsl.Language.Binding.Values;
using Dsl.Language.Types;

namespace Dsl.Language.Binding.Training;

/// <summary>The weights of a model as a table: path, shape, number.</summary>
internal static class WeightTable
{
    public static string Render(ModelInstance instance)
    {
        var rows = instance.NamedVariables.Select(static v => (
            v.Path,
            Shape: $"[{string.Join(", ", v.Variable.Type.Shape.Axes.Select(static a => a.Size))}]",
            Count: v.Variable.Type.Shape.ElementCount,
            Kind: v.Variable.Kind == Graph.VariableKind.Parameter ? "" : "  kept, not trained")).ToList();
        var total = instance.Parameters.Aggregate(Dimension.Zero, static (sum, v) => sum + v.Type.Shape.ElementCount);
        if (rows.Count == 0)
            return $"{instance.Name}: 0 parameters";
        var pathWidth = rows.Max(static r => r.Path.Length);
        var shapeWidth = rows.Max(static r => r.Shape.Length);
        var countWidth = rows.Max(static r => Number(r.Count).Length);
        var text = new StringBuilder();
        foreach (var (path, shape, count, kind) in rows)
            text.Append(path.PadRight(pathWidth)).Append("  ").Append(shape.PadRight(shapeWidth)).Append("  ").Append(Number(count).PadLeft(countWidth)).Append(kind).Append('\n');
        return text.Append($"{instance.Name}: {Number(total)} parameters").ToString();
    }

    private static string Number(Dimension count) => count.ConstantValue is { } value ? value.ToString("N0") : count.ToString();
}
