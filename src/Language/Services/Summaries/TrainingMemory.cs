using Dsl.Language.Types;

namespace Dsl.Language.Services.Summaries;

/// <summary>What one step of training holds in memory, in bytes.</summary>
/// <param name="Weights">4 a weight, and 2 more for its copy where values are stored in 16 bits.</param>
/// <param name="Gradients">As many as the precision takes for a number, for each trained number.</param>
/// <param name="OptimizerStates">8 a trained number, two means in f32, as adam keeps them.</param>
/// <param name="Activations">As many as the precision takes for a number, for each number kept for the gradient; 4 for those that have 32 bits in every precision.</param>
public sealed record TrainingMemory(double Weights, double Gradients, double OptimizerStates, double Activations)
{
    private const int WideBytes = 4;

    public double Total => Weights + Gradients + OptimizerStates + Activations;

    /// <summary>The memory for a precision: f32, f16 or bf16.</summary>
    public static TrainingMemory Of(ModelSummary summary, ElementType precision)
    {
        var stored = precision.ByteSize();
        var copy = stored < WideBytes ? stored : 0;
        return new TrainingMemory(
            ((double)summary.Parameters * (WideBytes + copy)) + ((double)summary.States * WideBytes),
            (double)summary.Parameters * stored,
            (double)summary.Parameters * 2 * WideBytes,
            summary.ActivationBytes(precision));
    }
}
