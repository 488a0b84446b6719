using System.Collections.Immutable;
using Dsl.Language.Diagnostics;

namespace Dsl.Language.Services.Editing;

/// <summary>A change that a reader may choose.</summary>
/// <param name="Title">What it does, in a few words.</param>
/// <param name="Edits">What it replaces.</param>
/// <param name="Diagnostic">What it removes; null for a rewriting.</param>
/// <param name="IsPreferred">Whether it is what most would choose.</param>
/// <param name="Kind">What it is for.</param>
public sealed record CodeActionProposal(string Title, ImmutableArray<TextEdit> Edits, Diagnostic? Diagnostic, bool IsPreferred, CodeActionKind Kind);
