using System.Collections.Immutable;

namespace Dsl.Language.Binding.Values;

/// <summary>Functions of numbers that are known before a script runs, such as <c>sqrt(C)</c>.</summary>
internal static class StaticFunctions
{
    /// <summary>The result, or null when an argument is not a plain number or the function has no such form.</summary>
    public static Value? TryApply(string name, ImmutableArray<Argument> arguments)
    {
        if (arguments.Length is 0 or > 2)
            return null;
        var allInt = true;
        foreach (var argument in arguments)
        {
            if (argument.Name is not null || argument.Value is IntegerValue { Node: not null } or NumberValue { Node: not null })
                return null;
            allInt &= argument.Value is IntegerValue;
        }

        if (Elaborator.ToNumber(arguments[0].Value) is not { } x || Elaborator.ToNumber(arguments[^1].Value) is not { } y)
            return null;
        double? result = (name, arguments.Length) switch
        {
            ("sqrt", 1) => Math.Sqrt(x),
            ("exp", 1) => Math.Exp(x),
            ("log", 1) => Math.Log(x),
            ("abs", 1) => Math.Abs(x),
            ("floor", 1) => Math.Floor(x),
            ("ceil", 1) => Math.Ceiling(x),
            ("round", 1) => Math.Round(x, MidpointRounding.ToEven),
            ("sin", 1) => Math.Sin(x),
            ("cos", 1) => Math.Cos(x),
            ("tanh", 1) => Math.Tanh(x),
            ("maximum", 2) => Math.Max(x, y),
            ("minimum", 2) => Math.Min(x, y),
            _ => null,
        };
        if (result is not { } number)
            return null;
        var whole = name is "floor" or "ceil" or "round" || (allInt && name is "abs" or "maximum" or "minimum");
        return whole && Math.Abs(number) < 1e15 ? new IntegerValue((long)number) : new NumberValue(number);
    }
}
