using System.Collections.Immutable;
using Dsl.Language.Types;
using Dsl.Runtime.Reports;

namespace Dsl.Repl;

/// <summary>What <c>nn summary</c> is asked for.</summary>
/// <param name="Path">The script; <c>-</c> for standard input.</param>
/// <param name="Model">The name that the script binds the model to; null for its only one.</param>
/// <param name="Batch">Rows of a batch.</param>
/// <param name="Context">The value of other open sizes, such as the length of a sequence; null for the largest allowed.</param>
/// <param name="Precision">In which type training stores values.</param>
/// <param name="Accelerator">What to estimate the time of a step on, besides this machine.</param>
/// <param name="DataFolder">A folder to look for data in after the script's own.</param>
/// <param name="Settings">Other values for names that the script binds to numbers, truth values or texts.</param>
internal sealed record SummaryRequest(
    string Path, string? Model, long Batch, long? Context, ElementType Precision, Accelerator Accelerator, string? DataFolder,
    ImmutableArray<KeyValuePair<string, string>> Settings);
