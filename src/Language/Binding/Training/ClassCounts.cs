using Dsl.Language.Graph;
using Dsl.Language.Programs;
using Dsl.Language.Types;

namespace Dsl.Language.Binding.Training;

/// <summary>Finds out for how many classes a loss has room that looks up a class number among scores.</summary>
internal static class ClassCounts
{
    /// <summary>The number of outputs where it is known to be smaller than the number of classes, so that the loss would fail on the first row of the last class; else null.</summary>
    public static long? FindTooFew(Node loss, Node target, int classes) =>
        classes > 0 && Find(loss, target, ofLibrary: false) is { } outputs && outputs < classes ? outputs : null;

    /// <summary>The field of the batch that holds numbers of classes for a loss of the library, and how many there can be; null where there is none.</summary>
    public static ClassField? FieldOf(Node loss, TrainingBatch batch)
    {
        foreach (var (name, node) in batch.Nodes)
        {
            if (node.Element == ElementType.Int && Find(loss, node, ofLibrary: true) is { } outputs)
                return new ClassField(name, outputs);
        }

        return null;
    }

    // The fewest scores, where their number is known, among which a number of the target is looked up.
    private static long? Find(Node loss, Node target, bool ofLibrary)
    {
        long? fewest = null;
        var seen = new HashSet<Node>();
        var pending = new Stack<Node>();
        pending.Push(loss);
        while (pending.TryPop(out var node))
        {
            if (!seen.Add(node))
                continue;
            if (node.Operator.Name == "pick" && (!ofLibrary || node.Location is { Source.IsLibrary: true }) && ReferenceEquals(Source(node.Inputs[1]), target)
                && node.Inputs[0].Shape[node.Inputs[0].Shape.Rank - 1].Size.ConstantValue is { } outputs)
                fewest = Math.Min(fewest ?? outputs, outputs);
            foreach (var input in node.Inputs)
                pending.Push(input);
        }

        return fewest;
    }

    private static Node Source(Node node)
    {
        while (node.Operator.Name is "label" or "cast" or "reshape")
            node = node.Inputs[0];
        return node;
    }
}
