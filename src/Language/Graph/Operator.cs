using System.Collections.Immutable;

namespace Dsl.Language.Graph;

/// <summary>
/// The one declaration of a primitive operator: from it come checking, completion, hover, reference documentation, forward
/// and gradient tests. Declared as a public static readonly field of a class marked <see cref="OperatorFamilyAttribute"/>.
/// </summary>
public sealed class Operator
{
    /// <summary>The name by which a script calls it and the printer shows it.</summary>
    public required string Name { get; init; }

    /// <summary>How a script writes it between or before its operands: <c>+</c>; null when it is only called by name.</summary>
    public string? Symbol { get; init; }

    /// <summary>One sentence for hover and reference.</summary>
    public required string Summary { get; init; }

    /// <summary>The formula, in plain mathematical text, where one says more than the summary.</summary>
    public string? Formula { get; init; }

    /// <summary>A script that shows it with <c>print</c> or <c>assert</c>; run by a test. Null only for internal operators.</summary>
    public string? Example { get; init; }

    /// <summary>False for operators that only the compiler makes (inputs, scan results); a script cannot name them.</summary>
    public bool IsCallable { get; init; } = true;

    /// <summary>What a script passes, in order. Tensor parameters become inputs, the others attributes.</summary>
    public ImmutableArray<OperatorParameter> Parameters { get; init; } = [];

    /// <summary>Makes the attributes of a call from its non-tensor arguments.</summary>
    public Func<BoundArguments, OperatorAttributes> Attributes { get; init; } = static _ => OperatorAttributes.None;

    /// <summary>The type of the result, or what is wrong with the inputs' shapes.</summary>
    public required Func<InferenceContext, InferenceResult> Infer { get; init; }

    /// <summary>The gradient, or a stated reason why there is none.</summary>
    public required GradientRule Gradient { get; init; }

    /// <summary>How one element of the result is computed, or the kernel that computes all of it.</summary>
    public required LoweringRule Lowering { get; init; }

    /// <summary>Floating-point operations of one evaluation.</summary>
    public required Func<CostContext, Types.Dimension> Cost { get; init; }

    /// <summary>Whether each result element depends on the input elements at the same position only; all inputs have the result's shape.</summary>
    public bool IsElementwise { get; init; }

    /// <summary>
    /// Whether it draws random numbers: its only inputs are then two int scalars, the seed and the counter, which the binder supplies, and
    /// every place in a script has a stream of its own.
    /// </summary>
    public bool IsRandom { get; init; }

    /// <summary>In which type it is computed and stored where training stores values in 16 bits.</summary>
    public PrecisionRole Precision { get; init; } = PrecisionRole.Follows;

    /// <summary>The operator that nodes get instead, with the same attributes: several spellings of one computation. Null: itself.</summary>
    public Operator? BuiltAs { get; init; }

    public override string ToString() => Name;
}
