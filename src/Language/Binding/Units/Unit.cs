using System.Collections.Immutable;
using Dsl.Language.Binding.Values;

namespace Dsl.Language.Binding.Units;

/// <summary>
/// One of the language's own units: what acts (train, print), or looks at a script rather than at numbers (grad, shape).
/// Declared as a public static readonly field of a class marked <see cref="UnitFamilyAttribute"/>.
/// </summary>
public sealed class Unit
{
    public required string Name { get; init; }

    /// <summary>One sentence for hover and reference.</summary>
    public required string Summary { get; init; }

    /// <summary>A script that shows it; run by a test.</summary>
    public required string Example { get; init; }

    /// <summary>What may be passed, in order.</summary>
    public required ImmutableArray<UnitParameter> Parameters { get; init; }

    /// <summary>Whether more arguments by position than parameters may be given.</summary>
    public bool TakesMore { get; init; }

    /// <summary>Whether a call gives a function, which a piped value goes to.</summary>
    public bool GivesFunction { get; init; }

    /// <summary>Whether it acts, so that it may stand only at the top level of a script.</summary>
    public bool Acts { get; init; }

    /// <summary>Elaborates a call.</summary>
    public required Func<UnitCall, Value> Run { get; init; }

    internal Value Elaborate(UnitCall call)
    {
        if (Acts && !call.Frame.Acts && !call.Elaborator.IsGeneric && !call.IsInLibrary)
        {
            return call.Elaborator.Poison(
                BindingErrors.NotPure, call.Site.Location, $"`{Name}` acts, and functions and models are pure; it stands at the top level of a script", call.Frame);
        }

        var result = call.Bind() ? Run(call) : PoisonValue.Instance;
        if (result is PoisonValue)
            call.Elaborator.NoteMistake(call.Arguments);
        return result;
    }
}
