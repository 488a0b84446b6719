using System.Collections.Immutable;

namespace Dsl.Language.Services.Signatures;

/// <summary>What the call round a cursor takes.</summary>
/// <param name="Label">The signature on one line, both lists of a model included.</param>
/// <param name="Documentation">What is called, in Markdown; null where nothing says so.</param>
/// <param name="Parameters">The parameters in the order of the label.</param>
/// <param name="Active">The number of the parameter that the cursor gives a value to; -1 when it is none of them.</param>
public sealed record SignatureHelp(string Label, string? Documentation, ImmutableArray<SignatureParameter> Parameters, int Active);
