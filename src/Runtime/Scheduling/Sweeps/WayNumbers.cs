using System.Collections.Immutable;
using Dsl.Language.Lowering;
using Dsl.Language.Types;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling.Sweeps;

/// <summary>
/// Numbers that elements read at their place on the way alone, such as those of a softmax's rows where groups own columns: a piece of them comes into the group's memory with the pieces of operands, so that no
/// element waits for the device's memory.
/// </summary>
/// <param name="Loads">One load of each number.</param>
/// <param name="NumberOf">Which number a load reads.</param>
internal sealed record WayNumbers(ImmutableArray<LoadScalar> Loads, ImmutableDictionary<LoadScalar, int> NumberOf)
{
    private const int Most = 4;

    /// <summary>Bytes of the pieces of two turns.</summary>
    public int Bytes(int width) => 2 * Loads.Length * width * sizeof(float);

    /// <summary>The numbers of a way: those in single precision that are read in any case.</summary>
    public static WayNumbers Of(SweepPass pass, SweepKernel sweep)
    {
        var own = sweep.Members.SelectMany(static member => member.Writes).ToHashSet<TensorBuffer>(ReferenceEqualityComparer.Instance);
        var distinct = new List<PlacedExpression>();
        var numbers = ImmutableDictionary.CreateBuilder<LoadScalar, int>(ReferenceEqualityComparer.Instance);
        foreach (var place in pass.Tables.Select(table => PlacedExpression.Of(table, sweep.Space)))
        {
            var pending = new Stack<ScalarExpression>([place.Body]);
            var seen = new HashSet<ScalarExpression>(ReferenceEqualityComparer.Instance);
            while (pending.TryPop(out var part))
            {
                if (!seen.Add(part) || part is GuardedScalar)
                    continue;
                foreach (var operand in ExpressionWalker.Operands(part))
                    pending.Push(operand);
                if (part is not LoadScalar load || load.Buffer.Element != ElementType.Float32 || own.Contains(load.Buffer) || !IsOfWay(load, place, sweep))
                    continue;
                var read = place with { Body = load };
                var number = distinct.FindIndex(read.SameAs);
                if (number < 0 && distinct.Count == Most)
                    continue;
                if (number < 0)
                    distinct.Add(read);
                numbers.TryAdd(load, number < 0 ? distinct.Count - 1 : number);
            }
        }

        return new WayNumbers([.. distinct.Select(static read => (LoadScalar)read.Body)], numbers.ToImmutable());
    }

    private static bool IsOfWay(LoadScalar load, PlacedExpression place, SweepKernel sweep)
    {
        if (LinearIndex.OfElement(load.Buffer.Shape, load.Indices) is not { IsAffine: true } index)
            return false;
        var isOnWay = false;
        foreach (var term in index.Terms)
        {
            if (place.Places.FirstOrDefault(walk => walk.Variable == ((LoopIndex)term.Atom).Variable) is not { } walk || walk.Axis == sweep.Lines)
                return false;
            isOnWay |= walk.Axis == sweep.Way;
        }

        return isOnWay;
    }
}
