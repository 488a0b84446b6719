using System.Text;

namespace Dsl.Language.Types;

public sealed partial class Dimension
{
    /// <summary>The size as one writes it: <c>4*C</c>, <c>T + 1</c>, <c>C / heads</c>.</summary>
    public override string ToString()
    {
        if (TermTable.Count == 0)
            return "0";
        var text = new StringBuilder();
        var ordered = TermTable
            .OrderByDescending(static t => t.Key.Degree)
            .ThenBy(static t => t.Key.ToString(), StringComparer.OrdinalIgnoreCase)
            .ThenBy(static t => t.Key.ToString(), StringComparer.Ordinal)
            .ToList();

        // 3 - n rather than -n + 3.
        if (ordered[0].Value < 0 && ordered.FindIndex(static t => t.Value > 0) is > 0 and var positive)
        {
            ordered.Insert(0, ordered[positive]);
            ordered.RemoveAt(positive + 1);
        }

        foreach (var (monomial, coefficient) in ordered)
        {
            if (text.Length > 0)
                text.Append(coefficient < 0 ? " - " : " + ");
            else if (coefficient < 0)
                text.Append('-');
            var magnitude = Math.Abs(coefficient);
            var alone = TermTable.Count == 1 && magnitude == 1;
            if (monomial.Degree == 0)
                text.Append(magnitude);
            else if (alone && monomial.Factors is [(QuotientFactor or RemainderFactor, 1) single])
                text.Append(single.Factor);
            else if (magnitude == 1)
                text.Append(monomial);
            else
                text.Append(magnitude).Append('*').Append(monomial);
        }

        return text.ToString();
    }

    /// <summary>The size as an operand: in parentheses unless it is a number or a name.</summary>
    internal string ToOperandString() => IsConstant || SingleSymbol is not null ? ToString() : $"({this})";
}
