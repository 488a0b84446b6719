using System.Collections.Immutable;
using Dsl.Language.Lowering;

namespace Dsl.Runtime.Kernels;

/// <summary>
/// An index as a constant plus multiples of atoms (loop variables, quotients, remainders, loaded indices), simplified: quotients and
/// remainders of sums are split where that is exact, and d * (x / d) + x % d is x.
/// </summary>
public sealed class LinearIndex
{
    private LinearIndex(long constant, ImmutableArray<IndexTerm> terms)
    {
        Constant = constant;
        Terms = terms;
    }

    public long Constant { get; }

    /// <summary>Atoms with coefficients other than zero, in the order of first occurrence.</summary>
    public ImmutableArray<IndexTerm> Terms { get; }

    /// <summary>Whether every atom is a loop variable.</summary>
    public bool IsAffine => Terms.All(static term => term.Atom is LoopIndex);

    /// <summary>The simplified form of an index.</summary>
    public static LinearIndex Of(IndexExpression index)
    {
        var sum = new Sum();
        sum.Add(index, 1);
        return sum.ToLinear();
    }

    /// <summary>The row-major position of an element of a buffer.</summary>
    public static LinearIndex OfElement(ImmutableArray<int> shape, ImmutableArray<IndexExpression> indices)
    {
        var sum = new Sum();
        var stride = 1L;
        var strides = new long[shape.Length];
        for (var axis = shape.Length - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= shape[axis];
        }

        for (var axis = 0; axis < shape.Length; axis++)
        {
            if (shape[axis] != 1)
                sum.Add(indices[axis], strides[axis]);
        }

        return sum.ToLinear();
    }

    /// <summary>How much the index grows when the variable grows by one; null when it is also used inside another atom.</summary>
    /// <param name="throughLoads">Whether a use inside a loaded index counts.</param>
    public long? StrideOf(LoopVariable variable, bool throughLoads = true)
    {
        var stride = 0L;
        foreach (var (atom, coefficient) in Terms)
        {
            if (atom is LoopIndex loop)
            {
                if (loop.Variable == variable)
                    stride = coefficient;
            }
            else if (DependsOn(atom, variable, throughLoads))
            {
                return null;
            }
        }

        return stride;
    }

    /// <summary>The same index as an expression.</summary>
    public IndexExpression ToExpression()
    {
        IndexExpression? sum = null;
        foreach (var (atom, coefficient) in Terms)
        {
            var term = atom * coefficient;
            sum = sum is null ? term : sum + term;
        }

        return sum is null ? Constant : Constant == 0 ? sum : sum + Constant;
    }

    public bool SameAs(LinearIndex other)
    {
        if (Constant != other.Constant || Terms.Length != other.Terms.Length)
            return false;
        foreach (var (atom, coefficient) in Terms)
        {
            if (!other.Terms.Any(term => term.Coefficient == coefficient && IndexComparer.Instance.Equals(term.Atom, atom)))
                return false;
        }

        return true;
    }

    private static bool DependsOn(IndexExpression index, LoopVariable variable, bool throughLoads) => index switch
    {
        LoopIndex loop => loop.Variable == variable,
        AddIndex add => DependsOn(add.Left, variable, throughLoads) || DependsOn(add.Right, variable, throughLoads),
        MultiplyIndex multiply => DependsOn(multiply.Index, variable, throughLoads),
        FloorDivideIndex divide => DependsOn(divide.Index, variable, throughLoads),
        ModuloIndex modulo => DependsOn(modulo.Index, variable, throughLoads),
        LoadedIndex loaded => throughLoads && ExpressionDependence.DependsOn(loaded.Value, variable),
        _ => false,
    };

    /// <summary>Collects terms while they are simplified.</summary>
    private sealed class Sum
    {
        private readonly List<IndexTerm> terms = [];
        private long constant;

        public void Add(IndexExpression index, long factor)
        {
            switch (index)
            {
                case ConstantIndex value:
                    constant += value.Value * factor;
                    break;
                case AddIndex add:
                    Add(add.Left, factor);
                    Add(add.Right, factor);
                    break;
                case MultiplyIndex multiply:
                    Add(multiply.Index, factor * multiply.Factor);
                    break;
                case FloorDivideIndex divide:
                    AddQuotient(Of(divide.Index), divide.Divisor, factor);
                    break;
                case ModuloIndex modulo:
                    AddRemainder(Of(modulo.Index), modulo.Divisor, factor);
                    break;
                case LoopIndex { Variable.Extent: <= 1 }:
                    break;
                default:
                    AddAtom(index, factor);
                    break;
            }
        }

        public LinearIndex ToLinear()
        {
            while (JoinQuotientAndRemainder())
            {
            }

            return new LinearIndex(constant, [.. terms]);
        }

        private static (LinearIndex Multiple, LinearIndex Remaining) Split(LinearIndex index, long divisor)
        {
            var restConstant = ((index.Constant % divisor) + divisor) % divisor;
            return (
                new LinearIndex((index.Constant - restConstant) / divisor, [.. index.Terms.Where(t => t.Coefficient % divisor == 0).Select(t => t with { Coefficient = t.Coefficient / divisor })]),
                new LinearIndex(restConstant, [.. index.Terms.Where(t => t.Coefficient % divisor != 0)]));
        }

        private void AddQuotient(LinearIndex index, long divisor, long factor)
        {
            var (multiple, rest) = Split(index, divisor);
            AddLinear(multiple, factor);
            var expression = rest.ToExpression();
            if (expression.Range is ( >= 0, var maximum) && maximum < divisor)
                return;
            if (expression is ConstantIndex)
                return;
            AddAtom(expression is FloorDivideIndex inner ? new FloorDivideIndex(inner.Index, inner.Divisor * divisor) : new FloorDivideIndex(expression, divisor), factor);
        }

        private void AddRemainder(LinearIndex index, long divisor, long factor)
        {
            var (_, rest) = Split(index, divisor);
            var expression = rest.ToExpression();
            if (expression.Range is ( >= 0, var maximum) && maximum < divisor)
                AddLinear(rest, factor);
            else
                AddAtom(new ModuloIndex(expression, divisor), factor);
        }

        private void AddLinear(LinearIndex index, long factor)
        {
            constant += index.Constant * factor;
            foreach (var (atom, coefficient) in index.Terms)
                AddAtom(atom, coefficient * factor);
        }

        private void AddAtom(IndexExpression atom, long coefficient)
        {
            var position = terms.FindIndex(term => IndexComparer.Instance.Equals(term.Atom, atom));
            if (position < 0)
            {
                if (coefficient != 0)
                    terms.Add(new IndexTerm(atom, coefficient));
                return;
            }

            var total = terms[position].Coefficient + coefficient;
            if (total == 0)
                terms.RemoveAt(position);
            else
                terms[position] = new IndexTerm(atom, total);
        }

        /// <summary>Whether the quotient is the remainder's index divided by its divisor; a quotient of a quotient is written as one division.</summary>
        private static bool IsQuotientOf(FloorDivideIndex quotient, ModuloIndex remainder) =>
            (quotient.Divisor == remainder.Divisor && IndexComparer.Instance.Equals(quotient.Index, remainder.Index))
            || (remainder.Index is FloorDivideIndex inner && quotient.Divisor == inner.Divisor * remainder.Divisor && IndexComparer.Instance.Equals(quotient.Index, inner.Index));

        private bool JoinQuotientAndRemainder()
        {
            for (var i = 0; i < terms.Count; i++)
            {
                if (terms[i].Atom is not ModuloIndex modulo)
                    continue;
                var coefficient = terms[i].Coefficient;
                var partner = terms.FindIndex(term => term.Coefficient == coefficient * modulo.Divisor && term.Atom is FloorDivideIndex divide && IsQuotientOf(divide, modulo));
                if (partner < 0)
                    continue;
                terms.RemoveAt(Math.Max(i, partner));
                terms.RemoveAt(Math.Min(i, partner));
                Add(modulo.Index, coefficient);
                return true;
            }

            return false;
        }
    }
}
