using System.Collections.Immutable;

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

    /// <summary>
    /// The names of files and folders that a script could write behind a folder's name, in the order in which <see cref="Find"/> looks and without a name
    /// twice: beside the script, then along the data search path. None where a source does not list.
    /// </summary>
    /// <param name="folder">The folder as the script writes it; empty for the places themselves.</param>
    /// <param name="besidePath">The path of the script.</param>
    /// <param name="most">The most names to give.</param>
    ImmutableArray<ListedFile> List(string folder, string besidePath, int most) => [];
}
