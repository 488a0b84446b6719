using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;

namespace Dsl.Language.Incremental;

/// <summary>
/// Operators that exist only while an incremental form is looked for: they write a recurrence over positions as one turn of it, which is
/// what a new position needs.
/// </summary>
internal static class TurnOperators
{
    /// <summary>Of a tensor whose first axis counts positions, the newest one, without that axis.</summary>
    public static readonly Operator Turn = Internal("turn", "the newest position");

    /// <summary>What a turn gives, as the newest position of a new first axis.</summary>
    public static readonly Operator Stack = Internal("stack", "the results of all turns");

    /// <summary>The number of the newest position, an int scalar.</summary>
    public static readonly Operator Position = Internal("position", "the number of the newest position");

    /// <summary>A value that the turn before handed on; attributes <see cref="InputAttributes"/> name it.</summary>
    public static readonly Operator Carried = Internal("carried", "the value handed on by the turn before");

    private static Operator Internal(string name, string summary) => new()
    {
        Name = name,
        Summary = summary,
        IsCallable = false,
        Infer = static context => context.Inputs[0],
        Gradient = new NotDifferentiableRule("it is not part of any graph that runs"),
        Lowering = new KernelLowering(KernelKind.Source),
        Cost = static _ => Dimension.Zero,
    };
}
