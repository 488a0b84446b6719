using Dsl.Runtime.Backends.CStyle;

namespace Dsl.Runtime.Backends.Devices;

/// <summary>
/// A small kernel between the runs of two programs, all without the host: where the memory for faults of the first has a mark, it leaves one in that of the second, whose kernels
/// then change no variable. A mark alone is passed on: what the fault was only the first program can tell.
/// </summary>
internal sealed class HaltPassing : IDisposable
{
    private readonly DeviceContext context;
    private readonly DeviceFunction function;

    /// <param name="context">The device.</param>
    /// <param name="from">The memory for faults of the program that was begun before.</param>
    /// <param name="to">The memory for faults of the program that is begun next.</param>
    /// <exception cref="DeviceException">The device refuses.</exception>
    public HaltPassing(DeviceContext context, nint from, nint to)
    {
        this.context = context;
        function = context.CreateFunction(Source, 1, 0, to);
        function.Place(0, new DevicePlace(from, 0));
    }

    /// <summary>The kernel, the same for all programs.</summary>
    public static KernelSource Source { get; } = new(
        $$"""
        NN_KERNEL(1) {{KernelText.FunctionName}}(NN_GLOBAL const u8* m0, i64 o0, {{KernelText.BodyStart}}  if (((NN_GLOBAL const int*)(m0 + o0))[0] != 0 && fault[0] == 0) fault[0] = {{DeviceFault.Halted}};
        }

        """,
        1,
        1,
        UsesDoubles: false);

    /// <summary>Puts it into the queue.</summary>
    public void Enqueue()
    {
        function.Enqueue();
        context.Traffic.Launches++;
    }

    public void Dispose() => function.Dispose();
}
