using Dsl.Language.Operators;

namespace Dsl.Language.Binding.Shapes;

/// <summary>Attributes of the contractions that the binder makes.</summary>
internal static class Contraction
{
    /// <summary>[..., m, k] @ [k, n]: one matrix shared by all leading positions.</summary>
    public static ContractionAttributes SharedMatrix(int leftRank) => new([], [(leftRank - 1, 0)]);
}
