using Dsl.Language.Text;

namespace Dsl.Runtime.Data;

/// <summary>A file source from which whole files can be read.</summary>
public interface IDataFileSource : IFileSource
{
    /// <summary>Opens a file found by <see cref="IFileSource.Find"/> for reading from its start; null when it cannot be read.</summary>
    Stream? Open(string fullPath);
}
