using Dsl.Language.Text;

namespace Dsl.Language.Data;

/// <summary>Finds files of numbers and reads their headers; for the check and the run.</summary>
public static class TensorFiles
{
    private const int PackedPrefix = 8 * 1024;

    /// <summary>Finds an IDX file, packed or not, and reads its header.</summary>
    public static TensorFileHeaderResult ReadIdx(IFileSource files, string name, string scriptPath, string parameter, out FileLookup lookup)
    {
        var failure = DataFileLookup.ReadPrefix(files, name, scriptPath, PackedPrefix, parameter, out var start, out lookup);
        if (failure is not null)
            return failure;
        var isPacked = PackedFiles.IsPacked(start);
        var result = IdxHeader.Read(isPacked ? PackedFiles.UnpackPrefix(start, IdxHeader.MostBytes) : start, name);
        if (result.Header is not { } header)
            return result;
        var mostBytes = isPacked ? lookup.Length * PackedFiles.MostExpansion : lookup.Length - header.DataOffset;
        return header.Check(name, mostBytes) is { } problem ? problem : header;
    }

    /// <summary>Finds a NumPy file and reads its header.</summary>
    public static TensorFileHeaderResult ReadNpy(IFileSource files, string name, string scriptPath, out FileLookup lookup)
    {
        var failure = DataFileLookup.ReadPrefix(files, name, scriptPath, NpyHeader.MostBytes, "path", out var start, out lookup);
        if (failure is not null)
            return failure;
        var result = NpyHeader.Read(start, name);
        if (result.Header is not { } header)
            return result;
        return header.Check(name, lookup.Length - header.DataOffset) is { } problem ? problem : header;
    }
}
