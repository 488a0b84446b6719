using System.Reflection.Emit;
using Dsl.Language.Lowering;
using Dsl.Language.Types;
using Dsl.Runtime.Backends.Cpu.Lanes;

namespace Dsl.Runtime.Backends.Cpu.Elements;

/// <content>
/// The first member of a sequence may lead by one turn: what it reduces of the next row is gathered within the loop in which the second member goes through this one. So the next row comes from memory
/// while there is something to compute, and nobody waits for the reduction's last steps. This is software pipelining (Lam, 1988) of a loop over rows, as trailing is.
/// </content>
internal sealed partial class ElementKernelEmitter
{
    private Leader? leader;

    /// <summary>Holds the reduction's result, where another emitter leads with it; null otherwise.</summary>
    private LocalBuilder? known;

    /// <summary>Whether the reduction of this kernel, the first member of a sequence, can be gathered for the next row within the loop in which another member goes through a row.</summary>
    /// <param name="host">The other member's emitter.</param>
    public bool CanLead(ElementKernelEmitter host) =>
        RowReduction() is var (_, extent) && host.RowLoop() is var (_, length) && extent == length && RowReduce() is { Element: ElementType.Float32 } reduce && IsPlain(reduce.Body);

    /// <summary>What emits the reduction for another turn; this emitter finds the result in a local from then on.</summary>
    public ElementKernelEmitter Leading(LoopBounds turn, LocalBuilder result)
    {
        known = result;
        return With(bases, turn);
    }

    /// <summary>Emits the reduction in a loop of its own, in the order in which it is gathered along the other member's way.</summary>
    /// <param name="host">The other member's emitter.</param>
    /// <param name="result">Receives the result.</param>
    public void EmitFirst(ElementKernelEmitter host, LocalBuilder result) => InRow(() =>
    {
        var reduce = RowReduce()!;
        var (inner, extent) = collapse.LoopsOf(reduce)[0];
        var steps = host.RowSteps();
        var accumulators = BeginRow(reduce, steps);
        LanePhases(inner, new LoopBounds(0, extent), steps, () => CombineRow(reduce, accumulators));
        FinishRow(reduce, accumulators, result);
    });

    /// <summary>Emits this member's turn and, within its loop, the reduction of the turn to come.</summary>
    /// <param name="leading">Emits that reduction.</param>
    /// <param name="result">Receives the result.</param>
    public void EmitTurnWith(ElementKernelEmitter leading, LocalBuilder result) => leading.InRow(() =>
    {
        var reduce = leading.RowReduce()!;
        leader = new Leader(leading, leading.BeginRow(reduce, RowSteps()));
        EmitTurn();
        leading.FinishRow(reduce, leader.Accumulators, result);
        leader = null;
    });

    /// <summary>What is emitted for the only row of a turn, with what is read once for it in front.</summary>
    private void InRow(Action body) => InScope(() =>
    {
        var row = collapse.Loops[0].Variable;
        counters[row] = sequence!.Turn.FirstLocal!;
        bound.Add(row);
        Hoist(RowReduce()!.Body, forLanes: true);
        body();
        bound.Remove(row);
    });

    /// <summary>What the leader, if there is one, gathers of the lanes of a turn of this member's loop.</summary>
    private void EmitLeader(LocalBuilder counter)
    {
        if (leader is not var (leading, accumulators))
            return;
        var reduce = leading.RowReduce()!;
        var inner = leading.collapse.LoopsOf(reduce)[0].Variable;
        leading.counters[inner] = counter;
        leading.bound.Add(inner);
        leading.lanes = lanes! with { Variable = inner, Code = new LaneCode(il, locals, lanes.Steps) };
        leading.InScope(() => leading.CombineRow(reduce, accumulators));
        leading.lanes = null;
        leading.bound.Remove(inner);
    }

    /// <summary>The loop in which a member goes through the elements of a row, to store or to reduce them.</summary>
    private (LoopVariable Variable, long Extent)? RowLoop() => RowElements() ?? RowReduction();

    /// <summary>How many times sixteen lanes a turn of that loop computes.</summary>
    private int RowSteps()
    {
        if (RowElements() is var (variable, extent))
            return Steps(Judge(variable, bodies)!.Value, extent, PlainSteps);
        var (inner, length) = RowReduction()!.Value;
        return Steps(Judge(inner, RowReduce()!.Body)!.Value, length, LightReduceSteps);
    }

    private sealed record Leader(ElementKernelEmitter Leading, LocalBuilder[] Accumulators);
}
