namespace Dsl.Runtime.Backends.Choice;

/// <summary>What a device and the processor beside it can do, as it was measured.</summary>
/// <param name="LaunchSeconds">What starting a program of one small kernel costs.</param>
/// <param name="DeviceRate">Operations a second of a large product in f32 on the device.</param>
/// <param name="ProcessorRate">Operations a second of a product in f32 on the processor.</param>
internal readonly record struct DeviceRates(double LaunchSeconds, double DeviceRate, double ProcessorRate)
{
    /// <summary>Whether the device is done sooner, by this estimate.</summary>
    /// <param name="work">What is computed.</param>
    public bool Pays(DeviceWork work) => (work.Launches * LaunchSeconds) + (work.Operations / DeviceRate) < work.Operations / ProcessorRate;
}
