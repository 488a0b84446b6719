using System.Diagnostics.CodeAnalysis;
using Dsl.Language.Lowering;

namespace Dsl.Runtime.Kernels;

/// <summary>Compares indices by structure; loop variables and loaded indices by identity.</summary>
public sealed class IndexComparer : IEqualityComparer<IndexExpression>
{
    public static IndexComparer Instance { get; } = new();

    public bool Equals(IndexExpression? x, IndexExpression? y) => ReferenceEquals(x, y) || (x, y) switch
    {
        (ConstantIndex a, ConstantIndex b) => a.Value == b.Value,
        (LoopIndex a, LoopIndex b) => a.Variable == b.Variable,
        (AddIndex a, AddIndex b) => Equals(a.Left, b.Left) && Equals(a.Right, b.Right),
        (MultiplyIndex a, MultiplyIndex b) => a.Factor == b.Factor && Equals(a.Index, b.Index),
        (FloorDivideIndex a, FloorDivideIndex b) => a.Divisor == b.Divisor && Equals(a.Index, b.Index),
        (ModuloIndex a, ModuloIndex b) => a.Divisor == b.Divisor && Equals(a.Index, b.Index),
        _ => false,
    };

    public int GetHashCode([DisallowNull] IndexExpression obj) => obj switch
    {
        ConstantIndex constant => constant.Value.GetHashCode(),
        LoopIndex loop => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(loop.Variable),
        AddIndex add => HashCode.Combine(GetHashCode(add.Left), GetHashCode(add.Right)),
        MultiplyIndex multiply => HashCode.Combine(GetHashCode(multiply.Index), multiply.Factor),
        FloorDivideIndex divide => HashCode.Combine(GetHashCode(divide.Index), divide.Divisor, 1),
        ModuloIndex modulo => HashCode.Combine(GetHashCode(modulo.Index), modulo.Divisor, 2),
        _ => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(obj),
    };
}
