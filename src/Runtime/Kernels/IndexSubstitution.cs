using Dsl.Language.Lowering;

namespace Dsl.Runtime.Kernels;

/// <summary>Puts indices in the place of loop variables.</summary>
public static class IndexSubstitution
{
    /// <summary>The index with each variable replaced by what it stands for; variables that are not named stay.</summary>
    public static IndexExpression Apply(IndexExpression index, IReadOnlyDictionary<LoopVariable, IndexExpression> replacements) => index switch
    {
        LoopIndex loop => replacements.GetValueOrDefault(loop.Variable, loop),
        AddIndex add => Apply(add.Left, replacements) + Apply(add.Right, replacements),
        MultiplyIndex multiply => Apply(multiply.Index, replacements) * multiply.Factor,
        FloorDivideIndex divide => Apply(divide.Index, replacements) / divide.Divisor,
        ModuloIndex modulo => Apply(modulo.Index, replacements) % modulo.Divisor,
        ConstantIndex => index,
        _ => throw new InvalidOperationException($"{index.GetType().Name} may hold variables that cannot be replaced"),
    };

    /// <summary>The load with its indices replaced.</summary>
    public static LoadScalar Apply(LoadScalar load, IReadOnlyDictionary<LoopVariable, IndexExpression> replacements) =>
        load with { Indices = [.. load.Indices.Select(index => Apply(index, replacements))] };
}
