using System.Globalization;
using Dsl.Language.Syntax;

namespace Dsl.Language.Compilation;

/// <summary>A name of a script whose value can be set from outside.</summary>
/// <param name="Name">The name.</param>
/// <param name="Kind">What its values are.</param>
/// <param name="Value">The value as written in the script.</param>
public sealed record ScriptSetting(string Name, ScriptSettingKind Kind, ExpressionSyntax Value)
{
    /// <summary>What a value of this setting is, in words.</summary>
    public string Description => Kind switch
    {
        ScriptSettingKind.WholeNumber => "a whole number",
        ScriptSettingKind.Number => "a number",
        ScriptSettingKind.Truth => "true or false",
        _ => "a text",
    };

    /// <summary>What an expression is a literal of; null for what is computed.</summary>
    internal static ScriptSettingKind? KindOf(ExpressionSyntax value) => value switch
    {
        NumberLiteralSyntax { IsInteger: true } => ScriptSettingKind.WholeNumber,
        NumberLiteralSyntax => ScriptSettingKind.Number,
        BooleanLiteralSyntax => ScriptSettingKind.Truth,
        StringLiteralSyntax { ConstantValue: not null } => ScriptSettingKind.Text,
        UnarySyntax { Operator.Kind: SyntaxKind.MinusToken, Operand: NumberLiteralSyntax number } => KindOf(number),
        _ => null,
    };

    /// <summary>A value as typed on a command line, as the script would write it; null when it is of another kind.</summary>
    internal string? Write(string value)
    {
        switch (Kind)
        {
            case ScriptSettingKind.WholeNumber:
                return long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole.ToString(CultureInfo.InvariantCulture) : null;
            case ScriptSettingKind.Number:
                return double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
                    ? WithPoint(number.ToString("R", CultureInfo.InvariantCulture))
                    : null;
            case ScriptSettingKind.Truth:
                return value is "true" or "false" ? value : null;
            default:
                return "\"" + Escape(value) + "\"";
        }
    }

    // A whole value of a number stays a float: 1 becomes 1.0.
    private static string WithPoint(string number) => number.AsSpan().ContainsAny('.', 'E') ? number : number + ".0";

    private static string Escape(string text) => text
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal)
        .Replace("{", "\\{", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal)
        .Replace("\r", "", StringComparison.Ordinal)
        .Replace("\t", "\\t", StringComparison.Ordinal);
}
