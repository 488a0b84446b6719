using System.Globalization;
using System.Text;

namespace Dsl.Runtime.Reports.Html;

/// <summary>
/// Writes a page. Whatever comes from a script or a file goes through <see cref="Text"/> or an interpolation, both of which escape it; only literals of
/// the program are written as they are.
/// </summary>
internal sealed class HtmlWriter
{
    private readonly StringBuilder page = new();

    /// <summary>Markup with values in it, which are escaped.</summary>
    public HtmlWriter Markup(FormattableString markup)
    {
        var arguments = markup.GetArguments().Select(static argument => argument is IFormattable or string or null
            ? new Escaped(argument)
            : throw new ArgumentException($"a {argument.GetType().Name} has no place on a page", nameof(markup))).ToArray();
        page.AppendFormat(CultureInfo.InvariantCulture, markup.Format, arguments);
        return this;
    }

    /// <summary>Text.</summary>
    public HtmlWriter Text(string text)
    {
        page.Append(Language.Services.Drawings.Markup.Escape(text));
        return this;
    }

    /// <summary>The style of reports.</summary>
    public HtmlWriter Style()
    {
        page.Append(ReportStyle.Text);
        return this;
    }

    /// <summary>Letters and digits that encode bytes.</summary>
    public HtmlWriter Base64(ReadOnlySpan<byte> bytes)
    {
        page.Append(Convert.ToBase64String(bytes));
        return this;
    }

    public override string ToString() => page.ToString();

    /// <summary>A value that is escaped when it is written in some format.</summary>
    private sealed class Escaped(object? value) : IFormattable
    {
        public string ToString(string? format, IFormatProvider? formatProvider) =>
            Language.Services.Drawings.Markup.Escape(value is IFormattable formattable ? formattable.ToString(format, CultureInfo.InvariantCulture) : value as string ?? string.Empty);
    }
}
