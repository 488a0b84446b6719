using Dsl.Language.Text;

namespace Dsl.Runtime.Data;

/// <summary>A file source from which whole files can be read.</summary>
public interface IDataFileSource : IFileSource
{
    /// <summary>Opens a file found by <see cref="IFileSource.Find"/> for reading from its start; null when it cannot be read.</summary>
    Stream? Open(string fullPath);

    /// <summary>The bytes of a file found by <see cref="IFileSource.Find"/>, read by the system when they are looked at; null when that is not possible here.</summary>
    FileBytes? Map(string fullPath) => null;
}
