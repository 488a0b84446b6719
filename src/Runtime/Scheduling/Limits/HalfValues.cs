using Dsl.Language.Lowering;
using Dsl.Language.Types;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling.Limits;

/// <summary>Finds halves of tables in which all elements are the same number, because a choice by place takes it there, or something that follows from it.</summary>
/// <param name="isOfOneWriter">Whether one kernel alone writes a buffer, all of it.</param>
internal sealed class HalfValues(Func<TensorBuffer, bool> isOfOneWriter)
{
    private const int MostHalves = 8;
    private const int MostParts = 256;

    // The exponential of so much less than 0 is 0 in every type of float.
    private const double Vanishing = 1024;
    private const double Rounding = 1e-6;

    private readonly Dictionary<TensorBuffer, List<(BufferHalf Half, HalfValue Value)>> known = new(ReferenceEqualityComparer.Instance);

    /// <summary>Halves of a buffer's elements that are 0.</summary>
    public IEnumerable<(BufferHalf Half, HalfGuard? Guard)> ZerosOf(TensorBuffer buffer) =>
        known.TryGetValue(buffer, out var halves) ? halves.Where(static item => item.Value.IsZero).Select(static item => (item.Half, item.Value.Guard)) : [];

    /// <summary>Takes in what a kernel stores; what it reads comes first.</summary>
    public void Add(ElementKernel kernel)
    {
        if (!kernel.Output.Element.IsFloat() || !isOfOneWriter(kernel.Output))
            return;
        var halves = Candidates(kernel);
        if (halves.Count == 0)
            return;
        var element = LinearIndex.OfElement(kernel.Output.Shape, kernel.OutputIndices);
        foreach (var half in halves)
        {
            if (BufferHalf.Of(half, element, kernel.Loops) is not { } stored || new InHalf(this, kernel, half).Of(kernel.Body) is not { Subtracted: null } value)
                continue;
            if (!known.TryGetValue(kernel.Output, out var facts))
                known.Add(kernel.Output, facts = []);
            facts.Add((stored, value));
        }
    }

    private List<LoopHalf> Candidates(ElementKernel kernel)
    {
        var found = new List<LoopHalf>();
        var parts = 0;
        ExpressionWalker.Visit(
            kernel.Body,
            part =>
            {
                parts++;
                if (part is SelectScalar select)
                    AddNew(LoopHalves.Within(select.Condition, true).AddRange(LoopHalves.Within(select.Condition, false)));
                else if (part is LoadScalar load && known.TryGetValue(load.Buffer, out var facts))
                    AddNew(facts.Select(fact => Read(fact.Half, load, kernel)).OfType<LoopHalf>());
            },
            null);
        return parts > MostParts ? [] : found;

        void AddNew(IEnumerable<LoopHalf> halves)
        {
            foreach (var half in halves)
            {
                if (found.Count < MostHalves && !found.Exists(half.SameAs))
                    found.Add(half);
            }
        }
    }

    // What is known of a buffer's elements, said of the turns at which a kernel loads them.
    private static LoopHalf? Read(BufferHalf half, LoadScalar load, ElementKernel kernel)
    {
        var element = LinearIndex.OfElement(load.Buffer.Shape, load.Indices);
        if (!element.IsAffine || element.Terms.Any(term => term.Atom is LoopIndex loop && !kernel.Loops.Contains(loop.Variable)))
            return null;
        if (half.Along([.. kernel.Loops.Select(loop => (element.StrideOf(loop) ?? 0, loop.Extent))], element.Constant) is not var (steps, constant))
            return null;
        return new LoopHalf([.. kernel.Loops.Zip(steps, static (loop, step) => new LoopMultiple(loop, step)).Where(static term => term.Coefficient != 0)], constant);
    }

    /// <summary>Expressions of a kernel in one half of its turns.</summary>
    private sealed class InHalf(HalfValues values, ElementKernel kernel, LoopHalf half)
    {
        private readonly Dictionary<ScalarExpression, HalfValue?> seen = new(ReferenceEqualityComparer.Instance);

        /// <summary>What an expression is; null where that is not known.</summary>
        public HalfValue? Of(ScalarExpression expression)
        {
            if (!seen.TryGetValue(expression, out var value))
                seen.Add(expression, value = Find(expression));
            return value;
        }

        private HalfValue? Find(ScalarExpression expression)
        {
            switch (expression)
            {
                case ConstantScalar constant when constant.Element.IsFloat():
                    return HalfValue.Of(constant.Value);
                case LoadScalar load when values.known.TryGetValue(load.Buffer, out var facts):
                    return facts.Where(fact => Read(fact.Half, load, kernel)?.SameAs(half) == true && (fact.Value.Guard is null || IsOwn(load))).Select(static fact => fact.Value).FirstOrDefault();
                case CastScalar cast when cast.Element.IsFloat() && cast.Operand.Element.IsFloat():
                    return Of(cast.Operand) is { IsZero: true } zero ? zero : null;
                case UnaryScalar { Operation: ScalarOperation.Negate } negated:
                    return Of(negated.Operand) is { Subtracted: null } value ? value with { Number = -value.Number } : null;
                case UnaryScalar { Operation: ScalarOperation.Exp } power:
                    return Exponential(Of(power.Operand));
                case BinaryScalar { Operation: ScalarOperation.Multiply } product:
                    return Nothing(Of(product.Left), Of(product.Right), false) ?? Nothing(Of(product.Right), Of(product.Left), false);
                case BinaryScalar { Operation: ScalarOperation.Divide } quotient:
                    return Nothing(Of(quotient.Left), Of(quotient.Right), true);
                case BinaryScalar { Operation: ScalarOperation.Add or ScalarOperation.Subtract } sum:
                    return Sum(sum, Of(sum.Left), Of(sum.Right));
                case SelectScalar select:
                    return Holds(select.Condition, true) ? Of(select.WhenTrue) : Holds(select.Condition, false) ? Of(select.WhenFalse) : Same(Of(select.WhenTrue), Of(select.WhenFalse));
                default:
                    return null;
            }
        }

        // Elsewhere lines would no longer be those that the guard's numbers belong to.
        private bool IsOwn(LoadScalar load) => load.Buffer.ElementCount == kernel.Output.ElementCount
            && LinearIndex.OfElement(load.Buffer.Shape, load.Indices).SameAs(LinearIndex.OfElement(kernel.Output.Shape, kernel.OutputIndices));

        private bool Holds(ScalarExpression condition, bool value) => LoopHalves.Within(condition, value).Any(half.IsWithin);

        // 0 / 0 is no number, nor is 0 times infinity: so is a line that is hidden whole, divided by its sum. A guarded line has a greatest element, whose exponential is 1.
        private static HalfValue? Nothing(HalfValue? zero, HalfValue? other, bool divides) =>
            zero is { IsZero: true } && (zero.Guard is not null || (other is { IsConstant: true } && double.IsFinite(other.Number) && !(divides && other.IsZero))) ? zero : null;

        private static HalfValue? Same(HalfValue? a, HalfValue? b) => (a, b) switch
        {
            ({ IsZero: true, Guard: null }, { IsZero: true }) => b,
            ({ IsZero: true }, { IsZero: true, Guard: null }) => a,
            _ => a is { IsConstant: true } && a == b ? a : null,
        };

        private static HalfValue? Sum(BinaryScalar sum, HalfValue? left, HalfValue? right)
        {
            if (left is { IsZero: true, Guard: null } && right is { IsZero: true, Guard: null })
                return HalfValue.Of(0);
            return sum is { Operation: ScalarOperation.Subtract, Right: LoadScalar line } && left is { IsConstant: true } ? left with { Subtracted = line } : null;
        }

        private HalfValue? Exponential(HalfValue? power) => power switch
        {
            { IsConstant: true, Number: < -Vanishing } => HalfValue.Of(0),
            { Guard: null, Subtracted: { } line } => new HalfValue(0, new HalfGuard(line, double.IsNegativeInfinity(power.Number) ? float.MinValue : Math.Max(power.Number + Vanishing + (Math.Abs(power.Number) * Rounding), float.MinValue), kernel), null),
            _ => null,
        };
    }
}
