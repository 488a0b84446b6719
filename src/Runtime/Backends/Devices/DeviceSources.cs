using Dsl.Runtime.Backends.CStyle;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.Devices;

/// <summary>The texts of a program's kernels, those of recurrences' bodies included.</summary>
internal sealed class DeviceSources
{
    private readonly Dictionary<Kernel, KernelSource> sources = new(ReferenceEqualityComparer.Instance);

    /// <param name="program">The program.</param>
    /// <param name="device">What it runs on.</param>
    public DeviceSources(KernelProgram program, DeviceDescription device) => Add(program, device);

    public IEnumerable<KernelSource> All => sources.Values;

    /// <summary>The text of a kernel.</summary>
    public KernelSource this[Kernel kernel] => sources[kernel];

    private void Add(KernelProgram program, DeviceDescription device)
    {
        foreach (var kernel in program.Kernels)
        {
            if (kernel is ScanKernel scan)
                Add(scan.Body, device);
            else if (kernel is not SolveKernel)
                sources.Add(kernel, KernelRenderer.Render(kernel, device.Limits) ?? throw new InvalidOperationException($"no device computes {kernel.GetType().Name} ({device.Name})"));
        }
    }
}
