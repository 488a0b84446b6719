using Dsl.Language.Graph;

namespace Dsl.Runtime.Training;

/// <summary>The operation whose result was the first that is not finite on the way to what went wrong.</summary>
/// <param name="Operation">The operation, or the variable or input that held such a number to begin with.</param>
/// <param name="IsNaN">Whether some of its elements are not numbers; else some are infinite.</param>
/// <param name="Recurrence">The recurrence inside whose body it stands; null outside of any.</param>
/// <param name="Turn">The turn of that recurrence, counted from 0 along its dimension.</param>
internal sealed record NonFiniteOrigin(Node Operation, bool IsNaN, Node? Recurrence, int Turn)
{
    /// <summary>Whether it was there before anything was computed.</summary>
    public bool IsSource => Operation.Inputs.IsEmpty;
}
