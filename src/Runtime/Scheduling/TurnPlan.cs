using Dsl.Language.Lowering;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling;

/// <summary>The turns of a recurrence as one launch.</summary>
/// <param name="Launch">What a group does in a turn.</param>
/// <param name="Places">The places of private buffers.</param>
/// <param name="Bytes">What a group needs of its memory.</param>
/// <param name="Time">About how many nanoseconds a turn takes.</param>
internal sealed record TurnPlan(FusedKernel Launch, IReadOnlyDictionary<TensorBuffer, PrivatePlacement> Places, long Bytes, double Time);
