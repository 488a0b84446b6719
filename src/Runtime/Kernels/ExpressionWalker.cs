using System.Collections.Immutable;
using Dsl.Language.Lowering;

namespace Dsl.Runtime.Kernels;

/// <summary>Visits the parts of scalar and index expressions. Expressions share parts: each object is visited once.</summary>
public static class ExpressionWalker
{
    /// <summary>Visits every scalar and index expression below and including the root, each object once, parents first.</summary>
    public static void Visit(ScalarExpression root, Action<ScalarExpression>? onScalar, Action<IndexExpression>? onIndex) => Visit([root], onScalar, onIndex);

    /// <summary>Visits every scalar and index expression below and including the roots, each object once, even where roots share it, parents first.</summary>
    public static void Visit(ReadOnlySpan<ScalarExpression> roots, Action<ScalarExpression>? onScalar, Action<IndexExpression>? onIndex)
    {
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var pending = new Stack<object>();
        foreach (var root in roots)
            pending.Push(root);
        while (pending.TryPop(out var item))
        {
            if (!seen.Add(item))
                continue;
            if (item is ScalarExpression scalar)
            {
                onScalar?.Invoke(scalar);
                PushParts(scalar, pending);
            }
            else if (item is IndexExpression index)
            {
                onIndex?.Invoke(index);
                PushParts(index, pending);
            }
        }
    }

    /// <summary>The buffers that an expression loads from, each once, in a fixed order.</summary>
    public static ImmutableArray<TensorBuffer> Buffers(ScalarExpression root)
    {
        var buffers = ImmutableArray.CreateBuilder<TensorBuffer>();
        var seen = new HashSet<TensorBuffer>(ReferenceEqualityComparer.Instance);
        Visit(root, Add, null);
        return buffers.ToImmutable();

        void Add(ScalarExpression expression)
        {
            if (expression is LoadScalar load && seen.Add(load.Buffer))
                buffers.Add(load.Buffer);
        }
    }

    /// <summary>The direct parts of a scalar expression that are scalars themselves.</summary>
    public static ImmutableArray<ScalarExpression> Operands(ScalarExpression expression) => expression switch
    {
        UnaryScalar unary => [unary.Operand],
        BinaryScalar binary => [binary.Left, binary.Right],
        SelectScalar select => [select.Condition, select.WhenTrue, select.WhenFalse],
        CastScalar cast => [cast.Operand],
        GuardedScalar guarded => [guarded.Body, guarded.Otherwise],
        ReduceScalar reduce => [reduce.Body],
        RandomScalar random => [random.Seed, random.Counter],
        _ => [],
    };

    /// <summary>The expression with each direct part that is a scalar replaced; indices stay.</summary>
    public static ScalarExpression WithOperands(ScalarExpression expression, Func<ScalarExpression, ScalarExpression> replace) => expression switch
    {
        UnaryScalar unary => unary with { Operand = replace(unary.Operand) },
        BinaryScalar binary => binary with { Left = replace(binary.Left), Right = replace(binary.Right) },
        SelectScalar select => new SelectScalar(replace(select.Condition), replace(select.WhenTrue), replace(select.WhenFalse)),
        CastScalar cast => cast with { Operand = replace(cast.Operand) },
        GuardedScalar guarded => new GuardedScalar(guarded.Guards, replace(guarded.Body), replace(guarded.Otherwise)),
        ReduceScalar reduce => new ReduceScalar(reduce.Kind, reduce.Variables, replace(reduce.Body)),
        RandomScalar random => random with { Seed = replace(random.Seed), Counter = replace(random.Counter) },
        _ => expression,
    };

    /// <summary>The direct parts of a scalar expression that are indices.</summary>
    public static ImmutableArray<IndexExpression> Indices(ScalarExpression expression) => expression switch
    {
        LoadScalar load => load.Indices,
        IndexScalar index => [index.Index],
        GuardedScalar guarded => [.. guarded.Guards.Select(static guard => guard.Index)],
        RandomScalar random => [random.ElementIndex],
        _ => [],
    };

    private static void PushParts(ScalarExpression expression, Stack<object> pending)
    {
        foreach (var index in Indices(expression))
            pending.Push(index);
        foreach (var operand in Operands(expression))
            pending.Push(operand);
    }

    private static void PushParts(IndexExpression expression, Stack<object> pending)
    {
        switch (expression)
        {
            case AddIndex add:
                pending.Push(add.Left);
                pending.Push(add.Right);
                break;
            case MultiplyIndex multiply:
                pending.Push(multiply.Index);
                break;
            case FloorDivideIndex divide:
                pending.Push(divide.Index);
                break;
            case ModuloIndex modulo:
                pending.Push(modulo.Index);
                break;
            case LoadedIndex loaded:
                pending.Push(loaded.Value);
                break;
            default:
                break;
        }
    }
}
