using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Operators;

namespace Dsl.Runtime.Optimization;

/// <summary>Collects what a recurrence's body reads from outside: literals become the body's own, equal values are read once, and unread ones are left out.</summary>
internal sealed class RecurrenceInputs
{
    private readonly GraphBuilder builder = new();
    private readonly Dictionary<GraphInput, Node> replacements = [];
    private readonly List<(GraphInput Input, Node Value, bool IsSequence)> sources = [];
    private readonly HashSet<GraphInput> read = [];

    /// <summary>The sequences that are read, after <see cref="Bind"/>.</summary>
    public ImmutableArray<GraphInput> Sequences => [.. sources.Where(source => source.IsSequence && read.Contains(source.Input)).Select(static source => source.Input)];

    /// <summary>The values of <see cref="Sequences"/> outside.</summary>
    public ImmutableArray<Node> SequenceValues => [.. sources.Where(source => source.IsSequence && read.Contains(source.Input)).Select(static source => source.Value)];

    /// <summary>The captures that are read, after <see cref="Bind"/>.</summary>
    public ImmutableArray<GraphInput> Captures => [.. sources.Where(source => !source.IsSequence && read.Contains(source.Input)).Select(static source => source.Input)];

    /// <summary>The values of <see cref="Captures"/> outside.</summary>
    public ImmutableArray<Node> CaptureValues => [.. sources.Where(source => !source.IsSequence && read.Contains(source.Input)).Select(static source => source.Value)];

    public void AddSequence(GraphInput input, Node value)
    {
        // Every slice of a sequence of one value is that value.
        if (UniformValue.Of(value) is { } literal)
            replacements.Add(input, builder.CreateTyped(SourceOperators.Constant, [], new ConstantAttributes([literal]), input.Type, value.Location));
        else
            Add(input, value, isSequence: true);
    }

    public void AddCapture(GraphInput input, Node value)
    {
        if (value.Operator == MovementOperators.Broadcast)
        {
            // Repeating is free inside, but a repeated value would be stored outside.
            var source = value.Inputs[0];
            var inner = new GraphInput(input.Name, source.Type);
            AddCapture(inner, source);
            var read = replacements.GetValueOrDefault(inner) ?? builder.CreateInput(inner);
            replacements.Add(input, builder.CreateTyped(value.Operator, [read], value.Attributes, input.Type, value.Location));
        }
        else if (value.Operator == SourceOperators.Constant)
            replacements.Add(input, builder.CreateTyped(value.Operator, [], value.Attributes, input.Type, value.Location));
        else
            Add(input, value, isSequence: false);
    }

    /// <summary>The body's results, reading what was added.</summary>
    public ImmutableArray<Node> Bind(ImmutableArray<Node> roots)
    {
        var bound = GraphRebuilder.Rebuild(roots, new HashSet<Node>(), (node, inputs) =>
            node.Attributes is InputAttributes { Input: var input } && replacements.TryGetValue(input, out var replacement)
                ? replacement
                : GraphRebuilder.WithInputs(builder, node, inputs, node.Attributes));
        foreach (var node in GraphTraversal.TopologicalOrder(bound))
        {
            if (node.Attributes is InputAttributes { Input: var input })
                read.Add(input);
        }

        return bound;
    }

    private void Add(GraphInput input, Node value, bool isSequence)
    {
        foreach (var source in sources)
        {
            if (source.IsSequence == isSequence && ReferenceEquals(source.Value, value))
            {
                replacements.Add(input, builder.CreateInput(source.Input));
                return;
            }
        }

        sources.Add((input, value, isSequence));
    }
}
