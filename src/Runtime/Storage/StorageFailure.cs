using System.Collections.Immutable;
using Dsl.Language.Diagnostics;

namespace Dsl.Runtime.Storage;

/// <summary>Why weights could not be stored or read, as data; the notes list every tensor concerned.</summary>
public sealed record StorageFailure(DiagnosticDescriptor Descriptor, string Message)
{
    public ImmutableArray<string> Notes { get; init; } = [];
}
