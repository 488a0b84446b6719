using System.Runtime.InteropServices;

namespace Dsl.Runtime.Tests.Backends.Cuda;

/// <summary>The functions of the driver that have to do with memory, streams, events and graphs.</summary>
internal sealed unsafe partial class FakeCuda
{
    // What the driver promises.
    private const int Alignment = 256;

    private readonly Dictionary<(nint Module, string Name), nint> functions = [];
    private readonly Dictionary<nint, (FakeModule Module, string Name, int Parameters)> functionNames = [];

    [UnmanagedCallersOnly]
    private static int MemoryAllocate(ulong* place, nuint bytes)
    {
        if (Call("cuMemAlloc_v2") is not 0 and var code)
            return code;
        *place = (ulong)NativeMemory.AlignedAlloc(bytes, Alignment);
        NativeMemory.Clear((void*)*place, bytes);
        current!.memory.Add((nint)(*place), bytes);
        return 0;
    }

    [UnmanagedCallersOnly]
    private static int MemoryFree(ulong place)
    {
        if (!current!.memory.Remove((nint)place))
            return 1;
        NativeMemory.AlignedFree((void*)place);
        return Call("cuMemFree_v2");
    }

    [UnmanagedCallersOnly]
    private static int HostAllocate(void** place, nuint bytes, uint flags)
    {
        *place = NativeMemory.AllocZeroed(bytes);
        current!.pinned.Add((nint)(*place));
        return Call("cuMemHostAlloc");
    }

    [UnmanagedCallersOnly]
    private static int HostFree(void* place)
    {
        if (!current!.pinned.Remove((nint)place))
            return 1;
        NativeMemory.Free(place);
        return Call("cuMemFreeHost");
    }

    [UnmanagedCallersOnly]
    private static int CopyToDevice(ulong destination, void* source, nuint bytes, nint stream) => Copy("cuMemcpyHtoDAsync_v2", (void*)destination, source, bytes);

    [UnmanagedCallersOnly]
    private static int CopyToHost(void* destination, ulong source, nuint bytes, nint stream) => Copy("cuMemcpyDtoHAsync_v2", destination, (void*)source, bytes);

    [UnmanagedCallersOnly]
    private static int CopyOnDevice(ulong destination, ulong source, nuint bytes, nint stream) => Copy("cuMemcpyDtoDAsync_v2", (void*)destination, (void*)source, bytes);

    private static int Copy(string function, void* destination, void* source, nuint bytes)
    {
        if ((current!.IsSilent ? Call(function) : Call(function, $"{bytes}")) is not 0 and var code)
            return code;
        if (current.captured is { } list)
            CopyLater(list, destination, source, bytes);
        else
            Buffer.MemoryCopy(source, destination, bytes, bytes);
        return 0;
    }

    private static void CopyLater(List<Action> list, void* destination, void* source, nuint bytes) =>
        list.Add(() => Buffer.MemoryCopy(source, destination, bytes, bytes));

    [UnmanagedCallersOnly]
    private static int StreamCreate(nint* stream, uint flags)
    {
        *stream = Add("stream");
        return Call("cuStreamCreate");
    }

    [UnmanagedCallersOnly]
    private static int StreamDestroy(nint stream) => Call("cuStreamDestroy_v2") is not 0 and var code ? code : Remove(stream);

    [UnmanagedCallersOnly]
    private static int StreamSynchronize(nint stream) => Call("cuStreamSynchronize");

    [UnmanagedCallersOnly]
    private static int EventCreate(nint* created, uint flags)
    {
        *created = Add("event");
        return Call("cuEventCreate");
    }

    [UnmanagedCallersOnly]
    private static int EventDestroy(nint destroyed) => Call("cuEventDestroy_v2") is not 0 and var code ? code : Remove(destroyed);

    [UnmanagedCallersOnly]
    private static int EventRecord(nint recorded, nint stream) => Call("cuEventRecord");

    [UnmanagedCallersOnly]
    private static int EventSynchronize(nint awaited) => Call("cuEventSynchronize");

    [UnmanagedCallersOnly]
    private static int CaptureBegin(nint stream, int mode)
    {
        current!.captured = [];
        return Call("cuStreamBeginCapture_v2");
    }

    [UnmanagedCallersOnly]
    private static int CaptureEnd(nint stream, nint* graph)
    {
        var list = current!.captured!;
        current.captured = null;
        if (Call("cuStreamEndCapture") is not 0 and var code)
            return code;
        *graph = Add(list);
        return 0;
    }

    [UnmanagedCallersOnly]
    private static int GraphInstantiate(nint* executable, nint graph, ulong flags)
    {
        if (Call("cuGraphInstantiateWithFlags") is not 0 and var code)
            return code;
        *executable = Add(current!.objects[graph]);
        return 0;
    }

    [UnmanagedCallersOnly]
    private static int GraphLaunch(nint executable, nint stream)
    {
        if (Call("cuGraphLaunch") is not 0 and var code)
            return code;
        if (!current!.IsSilent)
        {
            foreach (var action in (List<Action>)current.objects[executable])
                action();
        }

        return 0;
    }

    [UnmanagedCallersOnly]
    private static int GraphExecutableDestroy(nint executable) => Call("cuGraphExecDestroy") is not 0 and var code ? code : Remove(executable);

    [UnmanagedCallersOnly]
    private static int GraphDestroy(nint graph) => Call("cuGraphDestroy") is not 0 and var code ? code : Remove(graph);
}
