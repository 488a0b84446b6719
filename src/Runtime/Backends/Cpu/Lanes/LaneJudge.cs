using Dsl.Language.Lowering;
using Dsl.Language.Types;
using Dsl.Runtime.Backends.Cpu.Elements;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.Cpu.Lanes;

/// <summary>Decides how each part of a body is computed when a loop runs in vectors: as vectors, or lane by lane.</summary>
internal sealed class LaneJudge(LoopCollapse collapse, FreeVariables free, LoopVariable variable)
{
    private const int FunctionOperations = 20;
    private const int RandomOperations = 40;
    private const int PowerOperations = 80;
    private const int GatherOperations = 16;
    private const int ComparisonOperations = 3;
    private const long LargestOffset = 1L << 28;

    /// <summary>Turns below which a reduction's loop is a window, whose loads may be gathered.</summary>
    private const int WindowTurns = 8;

    private readonly IndexLanesRule indices = new(variable);

    /// <summary>What the bodies take together.</summary>
    public LaneJudgement Judge(params ReadOnlySpan<ScalarExpression> bodies)
    {
        var (operations, values, serial, hasFunction, isWide) = (0, 0, 0, false, false);
        var (isPossible, isWindow) = (true, true);
        var seen = new HashSet<ScalarExpression>(ReferenceEqualityComparer.Instance);
        foreach (var body in bodies)
            Visit(body, isGuarded: false, isReduced: false);
        return new LaneJudgement(isPossible, operations, values, serial, hasFunction, isWide);

        void Visit(ScalarExpression part, bool isGuarded, bool isReduced)
        {
            if (!isPossible || !seen.Add(part) || !IsVarying(part))
                return;
            if (indices.DifferenceOf(part) is not null)
            {
                (values, operations) = (values + 1, operations + ComparisonOperations);
                return;
            }

            values += LaneForm.Of(part.Element).Vectors;
            isWide |= LaneForm.Of(part.Element).Vectors > 1;
            if (IsSerial(part))
            {
                serial += part is GuardedScalar ? ScalarParts(part) : 1;

                // Lanes that a guard excludes cannot be skipped one by one, and within a reduction each turn would pay.
                isPossible &= !(isGuarded && part is (LoadScalar or GuardedScalar)) && !isReduced && CanBeSerial(part);
                if (IsSerialWhole(part))
                    return;
            }

            operations += part switch
            {
                UnaryScalar unary when LaneFunctions.Has(unary.Operation) => FunctionOperations,
                BinaryScalar { Operation: ScalarOperation.Power } => PowerOperations,
                RandomScalar => RandomOperations,
                LoadScalar load when StrideOf(load) != 1 => GatherOperations,
                _ => LaneForm.Of(part.Element).Vectors,
            };
            hasFunction |= part is BinaryScalar { Operation: ScalarOperation.Power };
            hasFunction |= part is UnaryScalar function && LaneFunctions.Has(function.Operation) && function.Element != ElementType.Float64;
            if (part is ReduceScalar reduce)
            {
                isPossible &= !LoopCollapse.IsEmpty(reduce) && LaneOperations.Combining(reduce.Kind) is not null;
                isReduced = true;
                isWindow &= collapse.LoopsOf(reduce).All(static loop => loop.Extent < WindowTurns);
            }

            if (isReduced && !isWindow && part is LoadScalar { } within)
                isPossible &= StrideOf(within) == 1;
            var isMasked = isGuarded || (part is GuardedScalar guarded && guarded.Guards.Any(IsVarying));
            foreach (var operand in ExpressionWalker.Operands(part))
                Visit(operand, isMasked, isReduced);
        }
    }

    /// <summary>Whether a part that changes along the loop is computed lane by lane, with the parts below as vectors or, for what has indices, as scalars.</summary>
    public bool IsSerial(ScalarExpression part) => part switch
    {
        LoadScalar load => StrideOf(load) != 1 && (load.Buffer.Element != ElementType.Float32 || !indices.Accepts(collapse.Position(load))),
        IndexScalar index => LinearIndex.Of(index.Index) is var position && position.StrideOf(variable) is null && !indices.Accepts(position),
        RandomScalar random => LinearIndex.Of(random.ElementIndex).StrideOf(variable) != 1 || IsVarying(random.Seed) || IsVarying(random.Counter),
        UnaryScalar { Operation: ScalarOperation.Not } => false,
        UnaryScalar { Operation: ScalarOperation.IsNaN } => false,
        UnaryScalar unary => !IsNothing(unary) && LaneOperations.Unary(LaneForm.Of(unary.Operand.Element), unary.Operation) is null
            && !(LaneForm.Of(unary.Element) == LaneForm.Single && LaneFunctions.Has(unary.Operation)),
        BinaryScalar binary => MethodOf(binary) is null,
        GuardedScalar guarded => !guarded.Guards.All(IsPlain),
        _ => false,
    };

    /// <summary>Whether a serial part is computed lane by lane with all that is below it.</summary>
    public static bool IsSerialWhole(ScalarExpression part) => part is LoadScalar or IndexScalar or RandomScalar or GuardedScalar;

    /// <summary>A rounding of whole numbers.</summary>
    public static bool IsNothing(UnaryScalar unary) =>
        !unary.Operand.Element.IsFloat() && unary.Operation is ScalarOperation.Floor or ScalarOperation.Ceiling or ScalarOperation.Round;

    public static System.Reflection.MethodInfo? MethodOf(BinaryScalar binary)
    {
        var form = LaneForm.Of(binary.Left.Element);
        return form != LaneForm.Mask && LaneOperations.IsComparison(binary.Operation)
            ? LaneOperations.Comparison(form, binary.Operation)
            : LaneOperations.Arithmetic(form, binary.Operation);
    }

    public bool IsVarying(IndexGuard guard) => LinearIndex.Of(guard.Index).StrideOf(variable) != 0;

    private bool IsVarying(ScalarExpression part) => free.Of(part).Contains(variable);

    private long? StrideOf(LoadScalar load) => collapse.Position(load).StrideOf(variable);

    /// <summary>A guard that holds for all lanes or none, or whose index can be compared as 32-bit lanes.</summary>
    private bool IsPlain(IndexGuard guard) => LinearIndex.Of(guard.Index) is var index
        && (index.StrideOf(variable) == 0 || (indices.Accepts(index) && Math.Abs(guard.Minimum) < LargestOffset));

    private static int ScalarParts(ScalarExpression expression)
    {
        var count = 0;
        ExpressionWalker.Visit(expression, _ => count++, null);
        return count;
    }

    /// <summary>Operations on truth values that have no vector form are left to scalar loops.</summary>
    private static bool CanBeSerial(ScalarExpression part) => part switch
    {
        UnaryScalar unary => unary.Operand.Element != ElementType.Bool && unary.Element != ElementType.Bool,
        BinaryScalar binary => binary.Left.Element != ElementType.Bool && binary.Element != ElementType.Bool,
        _ => true,
    };
}
