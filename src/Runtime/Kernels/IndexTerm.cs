using Dsl.Language.Lowering;

namespace Dsl.Runtime.Kernels;

/// <summary>A multiple of an atom in a <see cref="LinearIndex"/>. A class, since collections of one need no code of their own at start-up.</summary>
/// <param name="Atom">A loop variable, a quotient, a remainder or a loaded index.</param>
/// <param name="Coefficient">What it is multiplied with; not zero.</param>
public sealed record IndexTerm(IndexExpression Atom, long Coefficient);
