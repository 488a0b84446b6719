using Dsl.Language.Programs;

namespace Dsl.Runtime.Training;

/// <summary>A field whose rows a device holds.</summary>
/// <param name="Field">The field and the input that takes it.</param>
/// <param name="Values">The number of the tensor whose rows they are.</param>
/// <param name="Starts">Where each row of the field is a piece of that tensor: the number of the tensor that tells where pieces begin.</param>
/// <param name="Length">How many rows of the tensor a piece has.</param>
internal sealed record HeldField(BatchField Field, int Values, int? Starts, int Length);
