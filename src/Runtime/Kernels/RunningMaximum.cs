using System.Collections.Immutable;
using Dsl.Language.Lowering;

namespace Dsl.Runtime.Kernels;

/// <summary>
/// The greatest value of a line, found on the same way as sums of exponentials of what is below it: whenever it grows from m to n, what has been summed so far is multiplied by exp(m - n).
/// Source: Milakov, Gimelshein, "Online normalizer calculation for softmax" (2018).
/// </summary>
/// <param name="Kernel">What finds it.</param>
/// <param name="Parts">The reductions that are multiplied; others of the same kernel may not be.</param>
/// <param name="Sums">The results of contractions that are multiplied.</param>
/// <param name="Factors">By what sums are multiplied at the end of the way.</param>
public sealed record RunningMaximum(ElementKernel Kernel, ImmutableArray<ReduceScalar> Parts, ImmutableArray<TensorBuffer> Sums, ImmutableArray<LineFactor> Factors);
