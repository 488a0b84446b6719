using Dsl.Language.Text;

namespace Dsl.Language.Services.Hovers;

/// <summary>What is told about a place of a script.</summary>
/// <param name="Span">The place.</param>
/// <param name="Signature">One line of nn.</param>
/// <param name="Type">The type, where it is a tensor.</param>
/// <param name="Markdown">All of it, for people.</param>
public sealed record Hover(TextSpan Span, string Signature, string? Type, string Markdown);
