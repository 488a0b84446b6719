using Dsl.Runtime.Execution;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.Devices;

/// <summary>Compares what a program needs with the memory that a device has left, before anything is taken.</summary>
internal static class DeviceMemory
{
    // The driver, its code and its queues take something too.
    private const double UsableShare = 0.95;

    /// <summary>What a program takes and what there is: intermediate values, constants and inputs; and of the variables what cannot be on the device already.</summary>
    public static MemoryNeed Measure(KernelProgram program, DeviceContext context)
    {
        context.FreeAbandoned();
        double further = 0;
        double variables = 0;
        foreach (var (buffer, placement) in program.Buffers)
        {
            if (placement is VariablePlacement)
                variables += buffer.ByteCount;
            else if (placement is not ArenaPlacement)
                further += buffer.ByteCount;
        }

        further += Math.Max(0, variables - context.ResidentBytes);
        return MemoryCheck.Measure(program, bytesPerStoredByte: 1, (long)further, Available(context)) with { Device = context.Device.Name };
    }

    /// <summary>Bytes that may be taken.</summary>
    public static long Available(DeviceContext context)
    {
        var available = Math.Max(0, (long)(context.Device.MemoryBytes * UsableShare) - context.TakenBytes);

        // Other processes may have taken some, too.
        return Math.Min(available, context.FreeBytes ?? long.MaxValue);
    }
}
