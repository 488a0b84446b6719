using Dsl.Language.Lowering;
using Dsl.Runtime.Backends.CStyle;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.Devices;

/// <summary>
/// The texts of a program's kernels, those of recurrences' bodies included. A kernel that writes a variable looks first whether one before it has met a fault, so that a fault
/// leaves every variable as it was without the host's doing; where that cannot be, the program puts new values elsewhere first.
/// </summary>
internal sealed class DeviceSources
{
    private readonly Dictionary<Kernel, KernelSource> sources = new(ReferenceEqualityComparer.Instance);

    private readonly HashSet<TensorBuffer> unguarded = new(ReferenceEqualityComparer.Instance);

    /// <param name="program">The program.</param>
    /// <param name="device">What it runs on.</param>
    /// <param name="mayHalt">Whether a run may halt those after it, which then must change nothing either.</param>
    public DeviceSources(KernelProgram program, DeviceDescription device, bool mayHalt = false)
    {
        Add(program, device);
        if (!MayFail && !mayHalt)
            return;
        var variables = program.Buffers.Where(static pair => pair.Placement is VariablePlacement).Select(static pair => pair.Buffer)
            .ToHashSet<TensorBuffer>(ReferenceEqualityComparer.Instance);
        foreach (var kernel in program.Kernels.Where(kernel => kernel.Writes.Any(variables.Contains)))
        {
            if (sources.TryGetValue(kernel, out var source) && !KernelGuard.MayFail(source))
                sources[kernel] = KernelGuard.Add(source);
            else
                unguarded.UnionWith(kernel.Writes.Where(variables.Contains));
        }
    }

    /// <summary>New values of variables that may be written although there was a fault: by a kernel that may meet one itself, or by the host.</summary>
    public IReadOnlyCollection<TensorBuffer> Unguarded => unguarded;

    public IEnumerable<KernelSource> All => sources.Values;

    public int Count => sources.Count;

    /// <summary>Whether a kernel may meet a fault.</summary>
    public bool MayFail { get; private set; }

    /// <summary>The text of a kernel.</summary>
    public KernelSource this[Kernel kernel] => sources[kernel];

    private void Add(KernelProgram program, DeviceDescription device)
    {
        foreach (var kernel in program.Kernels)
        {
            MayFail |= kernel is SolveKernel;
            if (kernel is ScanKernel { IsOneLaunch: false } scan)
                Add(scan.Body, device);
            else if (kernel is not SolveKernel)
                Add(kernel, device);
        }
    }

    private void Add(Kernel kernel, DeviceDescription device)
    {
        var source = KernelRenderer.Render(kernel, device.Limits) ?? throw new InvalidOperationException($"no device computes {kernel.GetType().Name} ({device.Name})");
        sources.Add(kernel, source);
        MayFail |= KernelGuard.MayFail(source);
    }
}
