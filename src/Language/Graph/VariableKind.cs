namespace Dsl.Language.Graph;

/// <summary>Why a tensor is kept between runs of a graph.</summary>
public enum VariableKind
{
    /// <summary>Trained by <c>train</c> and <c>minimize</c>.</summary>
    Parameter,

    /// <summary>Kept by a model but not trained.</summary>
    State,

    /// <summary>Kept by an optimizer for one parameter.</summary>
    OptimizerState,
}
