using Dsl.Language.Text;

namespace Dsl.Runtime.Scripts;

/// <summary>An entry that ran to its end.</summary>
/// <param name="Source">Its text.</param>
/// <param name="HasValue">Whether it ended with an expression that has a value.</param>
public sealed record EnteredEntry(SourceText Source, bool HasValue);
