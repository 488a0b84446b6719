namespace Dsl.DeviceChecks.Measuring;

/// <summary>A row of the table.</summary>
/// <param name="Name">Its name, the same as PyTorch's program gives it.</param>
/// <param name="Unit">What is counted: TFLOP/s, GB/s, tokens/s, rows/s.</param>
/// <param name="Rate">How many a second; null where it failed.</param>
/// <param name="Note">What to know of it, or why it failed.</param>
internal sealed record MeasuredRow(string Name, string Unit, double? Rate, string Note = "")
{
    /// <summary>What is reached with products by the library of the device's vendor, for trainings where that is faster; null where it was not measured.</summary>
    public double? Library { get; init; }

    /// <summary>What is the most that can be reached, as measured in the same run: the rate of copying for what only moves memory; null for others.</summary>
    public double? Ceiling { get; init; }
}
