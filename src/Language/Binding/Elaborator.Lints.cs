using System.Collections.Immutable;
using Dsl.Language.Binding.Lints;
using Dsl.Language.Binding.Values;
using Dsl.Language.Graph;
using Dsl.Language.Syntax;

namespace Dsl.Language.Binding;

public sealed partial class Elaborator
{
    /// <summary>What was computed by those parts of the library that lints ask about.</summary>
    internal NamedApplications Applications { get; } = new();

    /// <summary>The weights that training should reach.</summary>
    internal UnreachedWeights Unreached { get; private set; } = new();

    private void NoteApplication(Value callee, ImmutableArray<Argument> arguments, Value result, SyntaxNode site, Frame frame)
    {
        if (NamedApplications.NameOf(callee) is not { } name || result is not TensorValue { Node: var node })
            return;
        ImmutableArray<Node> inputs = [.. arguments.Select(static a => a.Value).OfType<TensorValue>().Select(static v => v.Node)];
        if (inputs.IsEmpty)
            return;
        if (ScoreLints.Check(name, inputs[0], Applications) is { } finding)
            Report(finding, frame);
        Applications.Add(new NamedApplication(name, node, inputs, site, frame));
    }
}
