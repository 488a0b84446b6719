using System.Text;

namespace Dsl.LanguageServer.Documents;

/// <summary>Names of documents as the protocol writes them, and paths as the system does.</summary>
internal static class DocumentUri
{
    private const string FileScheme = "file:";

    /// <summary>The path of a file; null for a document that is no file.</summary>
    public static string? ToPath(string uri)
    {
        if (!uri.StartsWith(FileScheme, StringComparison.OrdinalIgnoreCase) || !Uri.TryCreate(uri, UriKind.Absolute, out var parsed))
            return null;
        var path = Uri.UnescapeDataString(parsed.AbsolutePath);
        if (path.Contains('\0', StringComparison.Ordinal))
            return null;

        // file:///c:/folder is c:/folder there.
        if (OperatingSystem.IsWindows() && path.Length > 2 && path[0] == '/' && path[2] == ':')
            path = path[1..];
        if (parsed.Host.Length > 0)
            path = $"//{parsed.Host}{path}";
        return Path.IsPathFullyQualified(path) ? Path.GetFullPath(path) : null;
    }

    /// <summary>The name of a file's document.</summary>
    public static string FromPath(string path)
    {
        var text = new StringBuilder("file://");
        var full = Path.GetFullPath(path).Replace('\\', '/');
        if (!full.StartsWith('/'))
            text.Append('/');
        foreach (var part in full.Split('/'))
        {
            if (text[^1] != '/' || text.Length == "file:///".Length - 1)
                text.Append('/');
            text.Append(Uri.EscapeDataString(part));
        }

        return text.ToString();
    }
}
