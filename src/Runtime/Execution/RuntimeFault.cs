using System.Collections.Immutable;
using Dsl.Language.Diagnostics;
using Dsl.Language.Graph;
using Dsl.Language.Text;

namespace Dsl.Runtime.Execution;

/// <summary>Why a run stopped: a user's mistake that only the values show.</summary>
/// <param name="Descriptor">The kind of fault.</param>
/// <param name="Node">The operation that met it; null when it concerns the program as a whole.</param>
/// <param name="Message">The sentence for the user.</param>
public sealed record RuntimeFault(DiagnosticDescriptor Descriptor, Node? Node, string Message)
{
    /// <summary>The script place whose operation met it.</summary>
    public SourceLocation? Location => Node?.Location;

    /// <summary>The index, where one was out of range.</summary>
    public long? Index { get; init; }

    /// <summary>Further sentences for the user.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];
}
