using System.Collections.Immutable;

namespace Dsl.Language.Data;

/// <summary>Data that anybody may fetch.</summary>
/// <param name="Name">The name by which it is fetched.</param>
/// <param name="Summary">What it is, in a few words.</param>
/// <param name="Origin">Who made it, and under which terms it may be used.</param>
/// <param name="Files">Its files.</param>
public sealed record PublicDataSet(string Name, string Summary, string Origin, ImmutableArray<PublicDataFile> Files)
{
    /// <summary>How many bytes all files have.</summary>
    public long Length => Files.Sum(static file => file.Length);
}

/// <summary>One file of public data.</summary>
/// <param name="Name">The name by which scripts find it.</param>
/// <param name="Addresses">Where it is published; any will do.</param>
/// <param name="Length">How many bytes it has.</param>
/// <param name="Sha256">The SHA-256 of its bytes, in lower-case hexadecimal digits.</param>
public sealed record PublicDataFile(string Name, ImmutableArray<string> Addresses, long Length, string Sha256);
