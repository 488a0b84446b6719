using System.Collections.Immutable;
using Dsl.Language.Text;

namespace Dsl.Language.Diagnostics;

/// <summary>
/// One report to the user, as data until it is printed: what, where, the shapes of all that takes part with the origin of
/// each size, one sentence on what was expected, and fixes.
/// </summary>
/// <param name="Descriptor">The kind of mistake.</param>
/// <param name="Location">The primary place.</param>
/// <param name="Message">The sentence printed under the primary place.</param>
public sealed record Diagnostic(DiagnosticDescriptor Descriptor, SourceLocation Location, string Message)
{
    // Names and file contents may be as long as they like; a report is for reading.
    private const int LongestText = 2000;
    private const int KeptEnd = 200;

    private readonly ImmutableArray<string> notes = [];

    /// <summary>The sentence printed under the primary place; the middle of an endless one is left out.</summary>
    public string Message { get; init; } = Shorten(Message);

    /// <summary>The parts of the primary line to underline separately (operands and operator); the primary place when empty.</summary>
    public ImmutableArray<SourceLocation> Underlines { get; init; } = [];

    /// <summary>Lines shown with a remark beside them: operands with their shapes, origins of sizes.</summary>
    public ImmutableArray<DiagnosticAnnotation> Annotations { get; init; } = [];

    /// <summary>Further sentences, each printed as <c>note:</c>.</summary>
    public ImmutableArray<string> Notes
    {
        get => notes;
        init => notes = value.Any(static n => n.Length > LongestText) ? [.. value.Select(Shorten)] : value;
    }

    /// <summary>Ranked proposals, each printed as <c>help:</c>.</summary>
    public ImmutableArray<DiagnosticFix> Fixes { get; init; } = [];

    public string Code => Descriptor.Code;

    public DiagnosticSeverity Severity => Descriptor.Severity;

    public bool IsError => Severity == DiagnosticSeverity.Error;

    private static string Shorten(string text) =>
        text.Length <= LongestText ? text : string.Concat(text.AsSpan(0, LongestText - KeptEnd), " ... ", text.AsSpan(text.Length - KeptEnd));
}
