using Dsl.Language.Binding.Values;
using Dsl.Language.Diagnostics;
using Dsl.Language.Syntax;

namespace Dsl.Language.Binding.Lints;

/// <summary>Finds axes that look like numbers to compare with: <c>max(x, 0)</c>, which is no rectifier.</summary>
internal static class AxisLints
{
    /// <summary>What is doubtful about a call of an operator, or null.</summary>
    public static Diagnostic? Check(string name, IReadOnlyList<Argument> arguments, SyntaxNode site)
    {
        if (name is not ("max" or "min") || site is not CallSyntax call || arguments is not [_, { Name: null, Syntax: NumberLiteralSyntax, Value: IntegerValue { Size.ConstantValue: 0 } } axis])
            return null;
        var (superlative, comparative, instead) = name == "max" ? ("largest", "larger", "maximum") : ("smallest", "smaller", "minimum");
        return new Diagnostic(
            LintWarnings.AxisLikeNumber, axis.Location,
            $"`{call.Location.Text}` is the {superlative} element along axis 0; the {comparative} of each element and 0 is {instead}{call.Location.Text[call.Callee.Location.Text.Length..]}")
        {
            Fixes =
            [
                new DiagnosticFix("compare with 0", [new TextEdit(call.Callee.Location, instead)]),
                new DiagnosticFix("say that it is an axis", [new TextEdit(axis.Location, "over: 0")]),
            ],
        };
    }
}
