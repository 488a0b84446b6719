using System.Text;

namespace Dsl.Language.Formatting;

/// <summary>A line being written: its code, which a string of many lines may break, and the comment at its end.</summary>
internal sealed class FormattedLine(int indentation)
{
    public int Indentation { get; } = indentation;

    public StringBuilder Code { get; } = new();

    public string? Comment { get; set; }

    /// <summary>The column behind the code.</summary>
    public int Width
    {
        get
        {
            for (var i = Code.Length - 1; i >= 0; i--)
            {
                if (Code[i] == '\n')
                    return Code.Length - 1 - i;
            }

            return Indentation + Code.Length;
        }
    }
}
