namespace Dsl.Language.Text;

/// <summary>The only way by which the language reads files: bounded, and without a write.</summary>
public interface IFileSource
{
    /// <summary>
    /// Finds a file that a script names: beside the script first, then along the data search path.
    /// </summary>
    /// <param name="name">The name as the script writes it.</param>
    /// <param name="besidePath">The path of the script that names it.</param>
    FileLookup Find(string name, string besidePath);

    /// <summary>Reads at most <paramref name="maximumBytes"/> from the start of a file found by <see cref="Find"/>; null when it cannot be read.</summary>
    byte[]? ReadPrefix(string fullPath, int maximumBytes);
}
