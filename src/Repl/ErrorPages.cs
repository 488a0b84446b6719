using System.Text;

namespace Dsl.Repl;

/// <summary>The pages of <c>docs/errors</c>, carried inside the program.</summary>
internal static class ErrorPages
{
    /// <summary>The page of a code such as <c>NN3001</c> (upper or lower case), or null when there is none.</summary>
    public static string? Find(string code)
    {
        using var stream = typeof(ErrorPages).Assembly.GetManifestResourceStream($"errors/{code.ToUpperInvariant()}.md");
        if (stream is null)
            return null;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
