using Dsl.Language.Text;

namespace Dsl.Language.Services.Structure;

/// <summary>A file name in a script that leads to the file.</summary>
/// <param name="Span">The name, without quotes.</param>
/// <param name="FullPath">The path of the file, which is there.</param>
public sealed record DocumentLink(TextSpan Span, string FullPath);
