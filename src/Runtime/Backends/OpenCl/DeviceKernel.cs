using Dsl.Runtime.Backends.CStyle;

namespace Dsl.Runtime.Backends.OpenCl;

/// <summary>A kernel with its operands. Arguments are set only where a place has changed.</summary>
internal sealed unsafe class DeviceKernel : IDeviceStep
{
    private readonly OpenClContext context;
    private readonly nint kernel;
    private readonly int[] operands;
    private readonly DevicePlace[] set;
    private readonly nuint groupItems;
    private readonly nuint allItems;

    public DeviceKernel(OpenClContext context, KernelSource source, int[] operands, int number, nint fault)
    {
        this.context = context;
        this.operands = operands;
        set = new DevicePlace[operands.Length];
        groupItems = (nuint)source.Items;
        allItems = (nuint)(source.Items * source.Groups);
        if (allItems == 0)
            return;
        kernel = context.CreateKernel(source);
        Argument(2 * operands.Length, &number, sizeof(int));
        Argument((2 * operands.Length) + 1, &fault, (nuint)sizeof(nint));
    }

    public void Run(OpenClMachine machine)
    {
        if (allItems == 0)
            return;
        for (var i = 0; i < operands.Length; i++)
        {
            var place = machine[operands[i]];
            if (place == set[i])
                continue;
            set[i] = place;
            var (memory, offset) = (place.Memory, place.Offset);
            Argument(2 * i, &memory, (nuint)sizeof(nint));
            Argument((2 * i) + 1, &offset, sizeof(long));
        }

        var (global, local) = (allItems, groupItems);
        OpenClContext.Check(context.Library.EnqueueKernel(context.Queue, kernel, 1, null, &global, &local, 0, null, null), "clEnqueueNDRangeKernel");
    }

    public void Dispose()
    {
        if (kernel != 0)
            context.Library.ReleaseKernel(kernel);
    }

    private void Argument(int position, void* value, nuint bytes) =>
        OpenClContext.Check(context.Library.SetKernelArg(kernel, (uint)position, bytes, value), "clSetKernelArg");
}
