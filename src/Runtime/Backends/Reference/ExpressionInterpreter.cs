using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Lowering;
using Dsl.Language.Types;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.Reference;

/// <summary>
/// Turns the expressions of one kernel into closures over a frame of loop counters. Floats are computed as doubles, ints and bools as
/// 64-bit whole numbers.
/// </summary>
internal sealed class ExpressionInterpreter(
    IReadOnlyDictionary<TensorBuffer, ReferenceBuffer> buffers, ImmutableArray<IndexSite> sites, Node kernelNode, FaultRecorder faults, bool rounds)
{
    private readonly Dictionary<LoopVariable, int> slots = [];

    /// <summary>The number of loop counters that a frame must hold.</summary>
    public int FrameSize => slots.Count;

    public int SlotOf(LoopVariable variable)
    {
        if (!slots.TryGetValue(variable, out var slot))
        {
            slot = slots.Count;
            slots.Add(variable, slot);
        }

        return slot;
    }

    /// <summary>A float expression whose value is stored.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="element">What it is stored as.</param>
    public Func<long[], double> Stored(ScalarExpression expression, ElementType element)
    {
        var value = Float(expression);
        return rounds && element is ElementType.Float16 or ElementType.BFloat16 ? Rounding(value, element) : value;
    }

    /// <summary>A float expression.</summary>
    public Func<long[], double> Float(ScalarExpression expression)
    {
        // Loads, choices and numbers at random have values that the type holds already; what is computed with 16 bits is computed in single precision and stored in 16.
        return (rounds, expression) switch
        {
            (true, CastScalar cast) => Rounding(cast.Operand.Element.IsFloat() || cast.Element == ElementType.Float64 ? Exact(cast) : Single(Integer(cast.Operand)), cast.Element),
            (true, ConstantScalar or UnaryScalar or BinaryScalar or ReduceScalar) =>
                Rounding(Exact(expression), expression.Element == ElementType.Float64 ? ElementType.Float64 : ElementType.Float32),
            _ => Exact(expression),
        };
    }

    private Func<long[], double> Exact(ScalarExpression expression)
    {
        switch (expression)
        {
            case ConstantScalar constant:
                return _ => constant.Value;
            case LoadScalar load:
                var position = Position(load);
                var values = buffers[load.Buffer].Floats;
                return frame =>
                {
                    var at = position(frame);
                    return faults.HasFault ? 0 : values[at];
                };
            case UnaryScalar unary:
                var function = ReferenceMath.UnaryFloat(unary.Operation);
                var operand = Float(unary.Operand);
                return frame => function(operand(frame));
            case BinaryScalar binary:
                var combine = ReferenceMath.BinaryFloat(binary.Operation);
                var (left, right) = (Float(binary.Left), Float(binary.Right));
                return frame => combine(left(frame), right(frame));
            case SelectScalar select:
                var condition = Integer(select.Condition);
                var (whenTrue, whenFalse) = (Float(select.WhenTrue), Float(select.WhenFalse));
                return frame => condition(frame) != 0 ? whenTrue(frame) : whenFalse(frame);
            case CastScalar cast when cast.Operand.Element.IsFloat():
                return Float(cast.Operand);
            case CastScalar cast:
                var integer = Integer(cast.Operand);
                return frame => integer(frame);
            case GuardedScalar guarded:
                var guard = Guard(guarded.Guards);
                var (body, otherwise) = (Float(guarded.Body), Float(guarded.Otherwise));
                return frame => guard(frame) ? body(frame) : otherwise(frame);
            case ReduceScalar reduce:
                return ReduceFloat(reduce);
            case RandomScalar random:
                var (seed, counter, element) = (Integer(random.Seed), Integer(random.Counter), Index(random.ElementIndex));
                return frame => Philox.Uniform(seed(frame), random.Stream, counter(frame), element(frame));
            default:
                throw new InvalidOperationException($"{expression.GetType().Name} does not give a float");
        }
    }

    private static Func<long[], double> Rounding(Func<long[], double> value, ElementType element) =>
        element == ElementType.Float64 ? value : frame => ElementRounding.Round(value(frame), element);

    // By way of a double a whole number would be rounded twice.
    private static Func<long[], double> Single(Func<long[], long> value) => frame => (float)value(frame);

    /// <summary>An int or bool expression; bools are 0 and 1.</summary>
    public Func<long[], long> Integer(ScalarExpression expression)
    {
        switch (expression)
        {
            case ConstantScalar constant:
                var value = (long)constant.Value;
                return _ => value;
            case LoadScalar load:
                var position = Position(load);
                var values = buffers[load.Buffer].Integers;
                return frame =>
                {
                    var at = position(frame);
                    return faults.HasFault ? 0 : values[at];
                };
            case IndexScalar index:
                return Index(index.Index);
            case UnaryScalar { Operand: var floatOperand } unary when floatOperand.Element.IsFloat():
                var test = ReferenceMath.FloatTest(unary.Operation);
                var tested = Float(floatOperand);
                return frame => test(tested(frame)) ? 1 : 0;
            case UnaryScalar unary:
                var function = ReferenceMath.UnaryInteger(unary.Operation);
                var operand = Integer(unary.Operand);
                return frame => function(operand(frame));
            case BinaryScalar { Left: var floatLeft } comparison when floatLeft.Element.IsFloat():
                var compare = ReferenceMath.FloatComparison(comparison.Operation);
                var (a, b) = (Float(floatLeft), Float(comparison.Right));
                return frame => compare(a(frame), b(frame)) ? 1 : 0;
            case BinaryScalar binary:
                var combine = ReferenceMath.BinaryInteger(binary.Operation);
                var (left, right) = (Integer(binary.Left), Integer(binary.Right));
                return frame => combine(left(frame), right(frame));
            case SelectScalar select:
                var condition = Integer(select.Condition);
                var (whenTrue, whenFalse) = (Integer(select.WhenTrue), Integer(select.WhenFalse));
                return frame => condition(frame) != 0 ? whenTrue(frame) : whenFalse(frame);
            case CastScalar cast:
                return Cast(cast);
            case GuardedScalar guarded:
                var guard = Guard(guarded.Guards);
                var (body, otherwise) = (Integer(guarded.Body), Integer(guarded.Otherwise));
                return frame => guard(frame) ? body(frame) : otherwise(frame);
            case ReduceScalar reduce:
                return ReduceInteger(reduce);
            default:
                throw new InvalidOperationException($"{expression.GetType().Name} does not give an int or bool");
        }
    }

    /// <summary>A position along an axis.</summary>
    public Func<long[], long> Index(IndexExpression index)
    {
        switch (index)
        {
            case ConstantIndex constant:
                return _ => constant.Value;
            case LoopIndex loop:
                var slot = SlotOf(loop.Variable);
                return frame => frame[slot];
            case AddIndex add:
                var (left, right) = (Index(add.Left), Index(add.Right));
                return frame => left(frame) + right(frame);
            case MultiplyIndex multiply:
                var factor = Index(multiply.Index);
                return frame => factor(frame) * multiply.Factor;
            case FloorDivideIndex divide:
                var dividend = Index(divide.Index);
                return frame => ReferenceMath.FloorDivide(dividend(frame), divide.Divisor);
            case ModuloIndex modulo:
                var operand = Index(modulo.Index);
                return frame => ReferenceMath.Modulo(operand(frame), modulo.Divisor);
            case LoadedIndex loaded:
                return Loaded(loaded);
            default:
                throw new InvalidOperationException($"{index.GetType().Name} is not known");
        }
    }

    private Func<long[], long> Loaded(LoadedIndex loaded)
    {
        var value = Integer(loaded.Value);
        var node = sites.FirstOrDefault(site => ReferenceEquals(site.Index, loaded))?.Node ?? kernelNode;
        return frame =>
        {
            var index = value(frame);
            var position = index < 0 ? index + loaded.Bound : index;
            if ((ulong)position < (ulong)loaded.Bound)
                return position;
            if (!faults.HasFault)
                faults.Record(RuntimeFaults.IndexOutOfRange(node, index, loaded.Bound));
            return 0;
        };
    }

    private Func<long[], long> Position(LoadScalar load)
    {
        var indices = load.Indices.Select(Index).ToArray();
        var shape = load.Buffer.Shape;
        return frame =>
        {
            var position = 0L;
            for (var axis = 0; axis < indices.Length; axis++)
                position = (position * shape[axis]) + indices[axis](frame);
            return position;
        };
    }

    private Func<long[], bool> Guard(ImmutableArray<IndexGuard> guards)
    {
        var indices = guards.Select(guard => Index(guard.Index)).ToArray();
        return frame =>
        {
            for (var i = 0; i < indices.Length; i++)
            {
                var index = indices[i](frame);
                if (index < guards[i].Minimum || index >= guards[i].Limit)
                    return false;
            }

            return true;
        };
    }

    private Func<long[], long> Cast(CastScalar cast)
    {
        if (!cast.Operand.Element.IsFloat())
        {
            var integer = Integer(cast.Operand);
            return cast.Element == ElementType.Bool ? frame => integer(frame) != 0 ? 1 : 0 : integer;
        }

        var value = Float(cast.Operand);
        return cast.Element == ElementType.Bool ? frame => value(frame) != 0 ? 1 : 0 : frame => (long)value(frame);
    }

    private Func<long[], double> ReduceFloat(ReduceScalar reduce)
    {
        var loops = reduce.Variables.Select(variable => (Slot: SlotOf(variable), variable.Extent)).ToImmutableArray();
        var body = Float(reduce.Body);
        var (initial, combine) = ReferenceMath.FloatReduction(reduce.Kind);
        return frame =>
        {
            var total = initial;
            LoopNest.Run(frame, loops, () => total = combine(total, body(frame)));
            return total;
        };
    }

    private Func<long[], long> ReduceInteger(ReduceScalar reduce)
    {
        var loops = reduce.Variables.Select(variable => (Slot: SlotOf(variable), variable.Extent)).ToImmutableArray();
        if (reduce.Kind is ReductionKind.ArgMaximum or ReductionKind.ArgMinimum)
            return ArgReduce(reduce, loops);
        var body = Integer(reduce.Body);
        var (initial, combine) = ReferenceMath.IntegerReduction(reduce.Kind);
        return frame =>
        {
            var total = initial;
            LoopNest.Run(frame, loops, () => total = combine(total, body(frame)));
            return total;
        };
    }

    /// <summary>The first position of the extreme value; the extreme of NaNs only is at 0.</summary>
    private Func<long[], long> ArgReduce(ReduceScalar reduce, ImmutableArray<(int Slot, int Extent)> loops)
    {
        var wantsMaximum = reduce.Kind == ReductionKind.ArgMaximum;
        if (reduce.Body.Element.IsFloat())
        {
            var body = Float(reduce.Body);
            return frame =>
            {
                var (best, bestValue, position) = (0L, wantsMaximum ? double.NegativeInfinity : double.PositiveInfinity, 0L);
                LoopNest.Run(frame, loops, () =>
                {
                    var value = body(frame);
                    if (wantsMaximum ? value > bestValue : value < bestValue)
                        (best, bestValue) = (position, value);
                    position++;
                });
                return best;
            };
        }

        var integer = Integer(reduce.Body);
        return frame =>
        {
            var (best, bestValue, position) = (0L, wantsMaximum ? long.MinValue : long.MaxValue, 0L);
            LoopNest.Run(frame, loops, () =>
            {
                var value = integer(frame);
                if (wantsMaximum ? value > bestValue : value < bestValue)
                    (best, bestValue) = (position, value);
                position++;
            });
            return best;
        };
    }
}
