using Dsl.Language.Lowering;
using Dsl.Language.Types;

namespace Dsl.Language.Tests.Differentiation;

/// <summary>Evaluates the expression of one element in double precision, as obviously as can be.</summary>
internal sealed class ScalarInterpreter(IReadOnlyDictionary<TensorBuffer, TestTensor> buffers)
{
    private readonly Dictionary<LoopVariable, int> counters = [];

    public void Set(LoopVariable variable, int value) => counters[variable] = value;

    public double Evaluate(ScalarExpression expression)
    {
        switch (expression)
        {
            case ConstantScalar constant:
                return constant.Value;
            case LoadScalar load:
                var position = load.Indices.Select(index => (int)Evaluate(index)).ToArray();
                return buffers[load.Buffer][position];
            case IndexScalar index:
                return Evaluate(index.Index);
            case UnaryScalar unary:
                return Apply(unary.Operation, Evaluate(unary.Operand));
            case BinaryScalar binary:
                return Apply(binary.Operation, Evaluate(binary.Left), Evaluate(binary.Right));
            case SelectScalar select:
                return Evaluate(select.Condition) != 0 ? Evaluate(select.WhenTrue) : Evaluate(select.WhenFalse);
            case CastScalar cast:
                var value = Evaluate(cast.Operand);
                return cast.Element switch
                {
                    ElementType.Int => Math.Truncate(value),
                    ElementType.Bool => value != 0 ? 1 : 0,
                    _ => value,
                };
            case GuardedScalar guarded:
                var holds = guarded.Guards.All(guard => Evaluate(guard.Index) is var index && index >= guard.Minimum && index < guard.Limit);
                return Evaluate(holds ? guarded.Body : guarded.Otherwise);
            case ReduceScalar reduce:
                return Reduce(reduce);
            case RandomScalar random:
                // A stand-in that depends on the same coordinates; the generator itself is tested where it is implemented.
                var mixed = Math.Sin((Evaluate(random.Seed) * 12.9898) + (random.Stream * 78.233) + (Evaluate(random.Counter) * 37.719) + (Evaluate(random.ElementIndex) * 4.581)) * 43758.5453;
                return mixed - Math.Floor(mixed);
            default:
                throw new InvalidOperationException($"{expression.GetType().Name} is not known");
        }
    }

    private long Evaluate(IndexExpression index)
    {
        switch (index)
        {
            case ConstantIndex constant:
                return constant.Value;
            case LoopIndex loop:
                return counters[loop.Variable];
            case AddIndex add:
                return Evaluate(add.Left) + Evaluate(add.Right);
            case MultiplyIndex multiply:
                return Evaluate(multiply.Index) * multiply.Factor;
            case FloorDivideIndex divide:
                return (long)Math.Floor(Evaluate(divide.Index) / (double)divide.Divisor);
            case ModuloIndex modulo:
                var dividend = Evaluate(modulo.Index);
                return ((dividend % modulo.Divisor) + modulo.Divisor) % modulo.Divisor;
            case LoadedIndex loaded:
                var position = (long)Evaluate(loaded.Value);
                if (position < 0)
                    position += loaded.Bound;
                if (position < 0 || position >= loaded.Bound)
                    throw new InvalidOperationException($"index {position} lies outside 0 to {loaded.Bound - 1}");
                return position;
            default:
                throw new InvalidOperationException($"{index.GetType().Name} is not known");
        }
    }

    private double Reduce(ReduceScalar reduce)
    {
        var values = new List<double>();
        Loop(0);
        return reduce.Kind switch
        {
            ReductionKind.Sum => values.Sum(),
            ReductionKind.Product => values.Aggregate(1.0, static (a, b) => a * b),
            ReductionKind.Maximum => values.Max(),
            ReductionKind.Minimum => values.Min(),
            ReductionKind.ArgMaximum => values.IndexOf(values.Max()),
            ReductionKind.ArgMinimum => values.IndexOf(values.Min()),
            ReductionKind.Any => values.Any(static v => v != 0) ? 1 : 0,
            _ => values.All(static v => v != 0) ? 1 : 0,
        };

        void Loop(int depth)
        {
            if (depth == reduce.Variables.Length)
            {
                values.Add(Evaluate(reduce.Body));
                return;
            }

            for (var i = 0; i < reduce.Variables[depth].Extent; i++)
            {
                counters[reduce.Variables[depth]] = i;
                Loop(depth + 1);
            }
        }
    }

    private static double Apply(ScalarOperation operation, double x) => operation switch
    {
        ScalarOperation.Negate => -x,
        ScalarOperation.Exp => Math.Exp(x),
        ScalarOperation.Log => Math.Log(x),
        ScalarOperation.Log1P => Math.Log(1 + x),
        ScalarOperation.ExpM1 => Math.Exp(x) - 1,
        ScalarOperation.Sqrt => Math.Sqrt(x),
        ScalarOperation.Abs => Math.Abs(x),
        ScalarOperation.Sign => double.IsNaN(x) ? x : Math.Sign(x),
        ScalarOperation.Sin => Math.Sin(x),
        ScalarOperation.Cos => Math.Cos(x),
        ScalarOperation.Tanh => Math.Tanh(x),
        ScalarOperation.Sigmoid => 1 / (1 + Math.Exp(-x)),
        ScalarOperation.Erf => Erf(x),
        ScalarOperation.Floor => Math.Floor(x),
        ScalarOperation.Ceiling => Math.Ceiling(x),
        ScalarOperation.Round => Math.Round(x, MidpointRounding.ToEven),
        ScalarOperation.Not => x == 0 ? 1 : 0,
        ScalarOperation.IsNaN => double.IsNaN(x) ? 1 : 0,
        _ => throw new InvalidOperationException($"{operation} takes two operands"),
    };

    private static double Apply(ScalarOperation operation, double a, double b) => operation switch
    {
        ScalarOperation.Add => a + b,
        ScalarOperation.Subtract => a - b,
        ScalarOperation.Multiply => a * b,
        ScalarOperation.Divide => a / b,
        ScalarOperation.Power => Math.Pow(a, b),
        ScalarOperation.FloorDivide => Math.Floor(a / b),
        ScalarOperation.Modulo => a - (b * Math.Floor(a / b)),
        ScalarOperation.Maximum => Math.Max(a, b),
        ScalarOperation.Minimum => Math.Min(a, b),
        ScalarOperation.Equal => a == b ? 1 : 0,
        ScalarOperation.NotEqual => a != b ? 1 : 0,
        ScalarOperation.Less => a < b ? 1 : 0,
        ScalarOperation.LessOrEqual => a <= b ? 1 : 0,
        ScalarOperation.Greater => a > b ? 1 : 0,
        ScalarOperation.GreaterOrEqual => a >= b ? 1 : 0,
        ScalarOperation.And => a != 0 && b != 0 ? 1 : 0,
        ScalarOperation.Or => a != 0 || b != 0 ? 1 : 0,
        _ => throw new InvalidOperationException($"{operation} takes one operand"),
    };

    // The Maclaurin series; precise for the small arguments of tests.
    private static double Erf(double x)
    {
        var (sum, term) = (x, x);
        for (var n = 1; n < 200; n++)
        {
            term *= -x * x / n;
            sum += term / ((2 * n) + 1);
        }

        return 2 / Math.Sqrt(Math.PI) * sum;
    }
}
