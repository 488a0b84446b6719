using Dsl.Language.Graph;

namespace Dsl.Language.Incremental;

/// <summary>Something that is kept from one position to the next.</summary>
/// <param name="Variable">Holds it.</param>
/// <param name="Initial">Its value before the first position.</param>
/// <param name="Next">Its value after a position.</param>
/// <param name="AfterWhole">Its value after a whole sequence, from the model's own input; null where that is not known.</param>
public sealed record IncrementalState(Variable Variable, Node Initial, Node Next, Node? AfterWhole);
