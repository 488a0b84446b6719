using Dsl.Language.Graph;

namespace Dsl.Language.Programs;

/// <summary>What tells whether a step down a gradient was taken: one whose loss or gradients are not finite changes nothing and ends the run.</summary>
/// <param name="IsSound">A bool scalar.</param>
/// <param name="Sources">What the step starts from.</param>
public sealed record StepCheck(Node IsSound, StepSources Sources);
