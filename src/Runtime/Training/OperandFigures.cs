using System.Collections.Immutable;
using Dsl.Language.Graph;

namespace Dsl.Runtime.Training;

/// <summary>What an operation read.</summary>
/// <param name="Node">The operand.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="There">The element at the place of the bad result, where operands and result belong together element by element.</param>
/// <param name="Smallest">The smallest element.</param>
/// <param name="Largest">The largest element.</param>
internal sealed record OperandFigures(Node Node, ImmutableArray<int> Shape, double? There, double Smallest, double Largest);
