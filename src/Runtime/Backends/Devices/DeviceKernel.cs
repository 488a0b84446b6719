using Dsl.Runtime.Backends.CStyle;

namespace Dsl.Runtime.Backends.Devices;

/// <summary>A kernel with its operands. Arguments are set only where a place has changed.</summary>
internal sealed class DeviceKernel : IDeviceStep
{
    private readonly DeviceFunction? function;
    private readonly int[] operands;
    private readonly DevicePlace[] set;

    public DeviceKernel(DeviceContext context, KernelSource source, int[] operands, int number, nint fault)
    {
        this.operands = operands;
        set = new DevicePlace[operands.Length];
        if (source.Groups > 0)
            function = context.CreateFunction(source, operands.Length, number, fault);
    }

    public bool IsRecordable => true;

    public void Run(DeviceMachine machine)
    {
        if (function is null)
            return;
        for (var i = 0; i < operands.Length; i++)
        {
            var place = machine[operands[i]];
            if (place == set[i])
                continue;
            set[i] = place;
            function.Place(i, place);
        }

        function.Enqueue();
        machine.Context.Traffic.Launches++;
    }

    public void Dispose() => function?.Dispose();
}
