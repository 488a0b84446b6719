using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Programs;
using Dsl.Language.Text;
using Dsl.Language.Types;

namespace Dsl.Language.Binding.Training;

/// <summary>
/// Dynamic loss scaling: the loss is multiplied by a power of two before it is differentiated, so that small gradients do not vanish in f16, and the gradients are
/// divided by it again in f32. A step whose gradients overflow is skipped and the scale halved; after many clean steps it is doubled.
/// </summary>
/// <remarks>Micikevicius et al., "Mixed precision training" (2018). Everything is part of the step's graph, so that nothing waits for the flag.</remarks>
internal sealed class LossScaling
{
    private const double FirstScale = 65536;
    private const double LargestScale = 1 << 24;
    private const double CleanStepsToGrow = 2000;

    private readonly Elaborator elaborator;
    private readonly SourceLocation location;
    private readonly Variable scale;
    private readonly Variable cleanSteps;
    private readonly Node present;

    public LossScaling(Elaborator elaborator, SourceLocation location)
    {
        this.elaborator = elaborator;
        this.location = location;
        scale = State("loss_scale");
        cleanSteps = State("clean_steps");
        present = elaborator.ReadVariable(scale, location);
    }

    /// <summary>The states that are kept from step to step, with their start values.</summary>
    public ImmutableArray<VariableAssignment> Start => [new(scale, Number(FirstScale)), new(cleanSteps, Number(0))];

    /// <summary>The scale of the next step; null before <see cref="Advance"/>.</summary>
    public Node? Next { get; private set; }

    public Node Scale(Node loss) => elaborator.Operate("multiply", [loss, present], location);

    /// <summary>The gradients of the loss itself, from those of the scaled loss.</summary>
    public ImmutableArray<Node> Unscale(ImmutableArray<Node> gradients)
    {
        var inverse = elaborator.Operate("divide", [Number(1), present], location);
        return [.. gradients.Select(g => elaborator.Operate("multiply", [g, elaborator.BroadcastTo(elaborator.Cast(inverse, g.Element), g.Shape, location)], location))];
    }

    /// <summary>The states after a step.</summary>
    /// <param name="isClean">Whether nothing overflowed: a bool scalar.</param>
    public ImmutableArray<VariableAssignment> Advance(Node isClean)
    {
        var count = elaborator.Operate("add", [elaborator.ReadVariable(cleanSteps, location), Number(1)], location);
        var grows = elaborator.Operate("greater_equal", [count, Number(CleanStepsToGrow)], location);
        var larger = elaborator.Operate("minimum", [elaborator.Operate("multiply", [present, Number(2)], location), Number(LargestScale)], location);
        var smaller = elaborator.Operate("multiply", [present, Number(0.5)], location);
        Next = elaborator.Operate("where", [isClean, elaborator.Operate("where", [grows, larger, present], location), smaller], location);
        var zero = Number(0);
        var counted = elaborator.Operate("where", [isClean, elaborator.Operate("where", [grows, zero, count], location), zero], location);
        return [new(scale, Next), new(cleanSteps, counted)];
    }

    private static Variable State(string name, SourceLocation location) =>
        new($"{name}.{location.LineNumber}", TensorType.Scalar(ElementType.Float32), VariableKind.OptimizerState, location);

    private Variable State(string name) => State(name, location);

    private Node Number(double value) => elaborator.Builder.CreateConstant(value, ElementType.Float32, location);
}
