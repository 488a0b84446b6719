using Dsl.Language.Graph;
using Dsl.Language.Types;

namespace Dsl.Language.Binding.Values;

/// <summary>The weight that an optimizer's body is applied to, and where its states are kept.</summary>
/// <param name="Weight">The weight.</param>
/// <param name="Key">Tells apart the optimizers of different places in a script.</param>
public sealed record OptimizerTarget(Variable Weight, string Key)
{
    /// <summary>The type of a state that is declared without one.</summary>
    public TensorType DefaultType => Weight.Type;
}
