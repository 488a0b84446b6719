using Dsl.Language.Text;

namespace Dsl.Language.Diagnostics;

/// <summary>A line of the script shown with a remark beside it, such as <c>k : [B, T, size]</c> or the origin of a size.</summary>
public sealed record DiagnosticAnnotation(SourceLocation Location, string Text);
