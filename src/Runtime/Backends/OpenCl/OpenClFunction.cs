using Dsl.Runtime.Backends.CStyle;
using Dsl.Runtime.Backends.Devices;

namespace Dsl.Runtime.Backends.OpenCl;

/// <summary>A kernel object of OpenCL.</summary>
internal sealed unsafe class OpenClFunction : DeviceFunction
{
    private readonly OpenClLibrary library;
    private readonly nint queue;
    private readonly nint kernel;
    private readonly nuint groupItems;
    private readonly nuint allItems;

    public OpenClFunction(OpenClLibrary library, nint queue, nint kernel, KernelSource source, int operands, int number, nint fault)
    {
        (this.library, this.queue, this.kernel) = (library, queue, kernel);
        groupItems = (nuint)source.Items;
        allItems = (nuint)(source.Items * source.Groups);
        Argument(2 * operands, &number, sizeof(int));
        Argument((2 * operands) + 1, &fault, (nuint)sizeof(nint));
    }

    public override void Place(int operand, DevicePlace place)
    {
        var (memory, offset) = (place.Memory, place.Offset);
        Argument(2 * operand, &memory, (nuint)sizeof(nint));
        Argument((2 * operand) + 1, &offset, sizeof(long));
    }

    public override void Enqueue()
    {
        var (global, local) = (allItems, groupItems);
        OpenClContext.Check(library.EnqueueKernel(queue, kernel, 1, null, &global, &local, 0, null, null), "clEnqueueNDRangeKernel");
    }

    public override void Dispose() => library.ReleaseKernel(kernel);

    private void Argument(int position, void* value, nuint bytes) => OpenClContext.Check(library.SetKernelArg(kernel, (uint)position, bytes, value), "clSetKernelArg");
}
