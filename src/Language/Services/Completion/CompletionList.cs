using System.Collections.Immutable;
using Dsl.Language.Text;

namespace Dsl.Language.Services.Completion;

/// <summary>The proposals for a cursor, the most likely first.</summary>
/// <param name="Replaced">What a chosen proposal replaces: the word at the cursor.</param>
/// <param name="Items">The proposals.</param>
public sealed record CompletionList(TextSpan Replaced, ImmutableArray<CompletionItem> Items);
