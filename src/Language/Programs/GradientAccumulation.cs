using System.Collections.Immutable;
using Dsl.Language.Graph;

namespace Dsl.Language.Programs;

/// <summary>
/// What each of several small batches adds to the gradients of one step. Before the first, the sums are zero; after the last, the step's updates read them.
/// </summary>
/// <param name="Sums">The variables that gather gradients, each with its value after one more small batch.</param>
/// <param name="StateWrites">States of the network that every small batch updates.</param>
/// <param name="Share">Supplied: the small batch's part of the rows of the step, a float scalar.</param>
/// <param name="DrawIndex">Supplied: the number of the small batch, for random draws, an int scalar.</param>
public sealed record GradientAccumulation(
    ImmutableArray<VariableAssignment> Sums, ImmutableArray<VariableAssignment> StateWrites, GraphInput Share, GraphInput DrawIndex);
