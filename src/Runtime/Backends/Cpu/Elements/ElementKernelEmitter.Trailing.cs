using System.Reflection.Emit;
using Dsl.Language.Lowering;
using Dsl.Language.Types;
using Dsl.Runtime.Backends.Cpu.Lanes;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.Cpu.Elements;

/// <content>
/// The last member of a sequence may trail one turn behind, within the loop in which one of the first members goes through its row: its stores, which go past the caches, then leave
/// a few at a time while there is something else to compute, and do not wait for one another. This is software pipelining (Lam, 1988) of a loop over rows.
/// </content>
internal sealed partial class ElementKernelEmitter
{
    private Follower? follower;

    /// <summary>Whether this kernel, the last member of a sequence, can be computed within the loop in which another one reduces its row.</summary>
    /// <param name="host">The other member's emitter.</param>
    public bool CanTrailReduction(ElementKernelEmitter host) => CanTrail(host.RowReduction());

    /// <summary>Whether this kernel, the last member of a sequence, can be computed within the loop in which another one goes through the elements of its row.</summary>
    /// <param name="host">The other member's emitter.</param>
    /// <param name="changing">What is stored anew in that loop and before.</param>
    public bool CanTrailElements(ElementKernelEmitter host, IReadOnlySet<TensorBuffer> changing) => CanTrail(host.RowElements()) && ReadsInTime(changing);

    private bool CanTrail((LoopVariable Variable, long Extent)? loop) =>
        range.Memory.StoresPastCaches && loop is var (_, extent) && RowElements() is var (_, length) && length == extent;

    /// <summary>Emits this kernel's turn and, within its loop, what another one computes of the turn before.</summary>
    /// <param name="trailing">The last member's emitter.</param>
    /// <param name="hasBegun">Not zero when there was a turn before.</param>
    /// <param name="before">What is emitted between what the other one reads once a row, and this kernel.</param>
    /// <param name="turn">Emits this kernel's turn.</param>
    public void EmitTurnWith(ElementKernelEmitter trailing, LocalBuilder hasBegun, Action before, Action turn)
    {
        trailing.InScope(() =>
        {
            var row = trailing.collapse.Loops[0].Variable;
            trailing.counters[row] = trailing.sequence!.Turn.FirstLocal!;
            trailing.bound.Add(row);
            trailing.HoistStores(forLanes: true);
            before();
            follower = new Follower(trailing, hasBegun);
            turn();
            follower = null;
            trailing.bound.Remove(row);
        });
    }

    /// <summary>What emits the same member of a sequence for another turn.</summary>
    /// <param name="others">Where each operand begins in that turn.</param>
    /// <param name="turn">The turn's positions.</param>
    public ElementKernelEmitter With(Dictionary<TensorBuffer, LocalBuilder> others, LoopBounds turn) => new(il, kernel, range, sequence! with { Bases = others, Turn = turn });

    /// <summary>Emits the member for the positions of its turn.</summary>
    public void EmitTurn() => InScope(EmitPositions);

    /// <summary>The loop along which a kernel of singles goes through a row, element by element and with nothing but computing; null for other kernels.</summary>
    private (LoopVariable Variable, long Extent)? RowElements() =>
        collapse.Loops is [_, var (variable, extent)] && collapse.PositionLoops == 1 && collapse.TurnsPerPosition == 1
        && Array.TrueForAll(stores, store => store.Element.Buffer.Element == ElementType.Float32 && collapse.Position(store.Element).StrideOf(variable) == 1)
        && Array.TrueForAll(bodies, IsPlain) && extent >= FewestLanes && Judge(variable, bodies) is { IsWorthwhile: true }
            ? (variable, extent)
            : null;

    /// <summary>Whether what is read of some buffers is read once before the loop, or at the element that is stored: all else may have been stored anew by then.</summary>
    private bool ReadsInTime(IReadOnlySet<TensorBuffer> changing)
    {
        var place = collapse.Position(stores[0].Element);
        var inTime = true;
        HashSet<LoopVariable> row = [collapse.Loops[0].Variable];
        ExpressionWalker.Visit(
            bodies, part => inTime &= part is not LoadScalar load || !changing.Contains(load.Buffer) || free.Of(load).IsSubsetOf(row) || collapse.Position(load).SameAs(place), null);
        return inTime;
    }

    /// <summary>The loop along which a kernel without outer loops but that of its positions reduces once for every position; null for other kernels.</summary>
    private (LoopVariable Variable, long Extent)? RowReduction() =>
        RowReduce() is { } only && collapse.LoopsOf(only) is [(var inner, >= FewestLanes) loop] && Judge(collapse.Loops[0].Variable, stores[0].Body) is not { IsWorthwhile: true }
            && LaneOperations.Combining(only.Kind) is not null && Judge(inner, only.Body) is { IsWorthwhile: true }
            ? loop
            : null;

    /// <summary>The only reduction of a kernel that stores one number for every position, computed from it and from constants; null for other kernels.</summary>
    private ReduceScalar? RowReduce()
    {
        if (stores is not [{ Body: var part }] || collapse.Loops.Length != 1 || collapse.PositionLoops != 1 || collapse.TurnsPerPosition != 1)
            return null;
        while (true)
        {
            switch (part)
            {
                case ReduceScalar reduce:
                    return reduce;
                case UnaryScalar unary:
                    part = unary.Operand;
                    break;
                case BinaryScalar { Right: ConstantScalar } binary:
                    part = binary.Left;
                    break;
                case BinaryScalar { Left: ConstantScalar } binary:
                    part = binary.Right;
                    break;
                default:
                    return null;
            }
        }
    }

    /// <summary>Whether an expression does nothing but compute: no reduction, no branch, no fault.</summary>
    private static bool IsPlain(ScalarExpression body)
    {
        var plain = true;
        ExpressionWalker.Visit(
            body,
            part => plain &= part is not (ReduceScalar or GuardedScalar or RandomScalar) && part.Element.IsFloat(),
            index => plain &= index is not LoadedIndex);
        return plain;
    }

    /// <summary>What the follower, if there is one, computes for the lanes that a turn of this kernel's loop computes.</summary>
    private void EmitFollower(LocalBuilder counter)
    {
        if (follower is not var (trailing, hasBegun))
            return;
        var (variable, extent) = trailing.collapse.Loops[1];
        var nothing = il.DefineLabel();
        il.Emit(OpCodes.Ldloc, hasBegun);
        il.Emit(OpCodes.Brfalse, nothing);
        trailing.counters[variable] = counter;
        trailing.bound.Add(variable);
        trailing.laneExtent = extent;
        trailing.lanes = lanes! with { Variable = variable, Code = new LaneCode(il, locals, lanes.Steps) };
        trailing.InScope(trailing.StoreLanes);
        trailing.lanes = null;
        trailing.bound.Remove(variable);
        il.MarkLabel(nothing);
    }

    private sealed record Follower(ElementKernelEmitter Trailing, LocalBuilder HasBegun);
}
