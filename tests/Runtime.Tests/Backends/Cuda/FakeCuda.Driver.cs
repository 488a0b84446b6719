using System.Runtime.InteropServices;

namespace Dsl.Runtime.Tests.Backends.Cuda;

/// <summary>The functions of the driver.</summary>
internal sealed unsafe partial class FakeCuda
{
    /// <summary>The address of a function of the driver; 0 where it has none.</summary>
    public static nint Driver(string name) => name switch
    {
        "cuInit" => (nint)(delegate* unmanaged<uint, int>)&Init,
        "cuDriverGetVersion" => (nint)(delegate* unmanaged<int*, int>)&DriverVersion,
        "cuGetErrorString" => (nint)(delegate* unmanaged<int, byte**, int>)&ErrorString,
        "cuDeviceGetCount" => (nint)(delegate* unmanaged<int*, int>)&DeviceCount,
        "cuDeviceGet" => (nint)(delegate* unmanaged<int*, int, int>)&DeviceGet,
        "cuDeviceGetName" => (nint)(delegate* unmanaged<byte*, int, int, int>)&GetDeviceName,
        "cuDeviceGetAttribute" => (nint)(delegate* unmanaged<int*, int, int, int>)&DeviceAttribute,
        "cuDeviceTotalMem_v2" => (nint)(delegate* unmanaged<nuint*, int, int>)&DeviceMemory,
        "cuDevicePrimaryCtxRetain" => (nint)(delegate* unmanaged<nint*, int, int>)&PrimaryContextRetain,
        "cuDevicePrimaryCtxRelease_v2" => (nint)(delegate* unmanaged<int, int>)&PrimaryContextRelease,
        "cuCtxSetCurrent" => (nint)(delegate* unmanaged<nint, int>)&SetCurrentContext,
        "cuMemGetInfo_v2" => (nint)(delegate* unmanaged<nuint*, nuint*, int>)&MemoryInfo,
        "cuModuleLoadDataEx" => (nint)(delegate* unmanaged<nint*, void*, uint, int*, void**, int>)&ModuleLoad,
        "cuModuleUnload" => (nint)(delegate* unmanaged<nint, int>)&ModuleUnload,
        "cuModuleGetFunction" => (nint)(delegate* unmanaged<nint*, nint, byte*, int>)&ModuleFunction,
        "cuFuncSetAttribute" => (nint)(delegate* unmanaged<nint, int, int, int>)&FunctionSetAttribute,
        "cuLaunchKernel" => (nint)(delegate* unmanaged<nint, uint, uint, uint, uint, uint, uint, uint, nint, void**, void**, int>)&Launch,
        "cuMemAlloc_v2" => (nint)(delegate* unmanaged<ulong*, nuint, int>)&MemoryAllocate,
        "cuMemFree_v2" => (nint)(delegate* unmanaged<ulong, int>)&MemoryFree,
        "cuMemHostAlloc" => (nint)(delegate* unmanaged<void**, nuint, uint, int>)&HostAllocate,
        "cuMemFreeHost" => (nint)(delegate* unmanaged<void*, int>)&HostFree,
        "cuMemcpyHtoDAsync_v2" => (nint)(delegate* unmanaged<ulong, void*, nuint, nint, int>)&CopyToDevice,
        "cuMemcpyDtoHAsync_v2" => (nint)(delegate* unmanaged<void*, ulong, nuint, nint, int>)&CopyToHost,
        "cuMemcpyDtoDAsync_v2" => (nint)(delegate* unmanaged<ulong, ulong, nuint, nint, int>)&CopyOnDevice,
        "cuStreamCreate" => (nint)(delegate* unmanaged<nint*, uint, int>)&StreamCreate,
        "cuStreamDestroy_v2" => (nint)(delegate* unmanaged<nint, int>)&StreamDestroy,
        "cuStreamSynchronize" => (nint)(delegate* unmanaged<nint, int>)&StreamSynchronize,
        "cuEventCreate" => (nint)(delegate* unmanaged<nint*, uint, int>)&EventCreate,
        "cuEventDestroy_v2" => (nint)(delegate* unmanaged<nint, int>)&EventDestroy,
        "cuEventRecord" => (nint)(delegate* unmanaged<nint, nint, int>)&EventRecord,
        "cuEventSynchronize" => (nint)(delegate* unmanaged<nint, int>)&EventSynchronize,
        "cuStreamBeginCapture_v2" => (nint)(delegate* unmanaged<nint, int, int>)&CaptureBegin,
        "cuStreamEndCapture" => (nint)(delegate* unmanaged<nint, nint*, int>)&CaptureEnd,
        "cuGraphInstantiateWithFlags" => (nint)(delegate* unmanaged<nint*, nint, ulong, int>)&GraphInstantiate,
        "cuGraphLaunch" => (nint)(delegate* unmanaged<nint, nint, int>)&GraphLaunch,
        "cuGraphExecDestroy" => (nint)(delegate* unmanaged<nint, int>)&GraphExecutableDestroy,
        "cuGraphDestroy" => (nint)(delegate* unmanaged<nint, int>)&GraphDestroy,
        _ => 0,
    };

    [UnmanagedCallersOnly]
    private static int Init(uint flags) => Call("cuInit");

    [UnmanagedCallersOnly]
    private static int DriverVersion(int* version)
    {
        *version = 13000;
        return Call("cuDriverGetVersion");
    }

    [UnmanagedCallersOnly]
    private static int ErrorString(int code, byte** text)
    {
        fixed (byte* place = "the driver's own words\0"u8)
            *text = place;
        return 0;
    }

    [UnmanagedCallersOnly]
    private static int DeviceCount(int* count)
    {
        *count = current!.Devices;
        return Call("cuDeviceGetCount");
    }

    [UnmanagedCallersOnly]
    private static int DeviceGet(int* device, int number)
    {
        *device = 7 + number;
        return Call("cuDeviceGet");
    }

    [UnmanagedCallersOnly]
    private static int GetDeviceName(byte* text, int bytes, int device)
    {
        PutText(current!.DeviceName, text, bytes);
        return Call("cuDeviceGetName");
    }

    [UnmanagedCallersOnly]
    private static int DeviceAttribute(int* value, int attribute, int device)
    {
        *value = attribute switch
        {
            1 => 1024,
            8 => 49152,
            16 => 108,
            75 => current!.Capability.Major,
            76 => current!.Capability.Minor,
            97 => 166912,
            _ => 0,
        };
        return Call("cuDeviceGetAttribute");
    }

    [UnmanagedCallersOnly]
    private static int DeviceMemory(nuint* bytes, int device)
    {
        *bytes = (nuint)40 << 30;
        return Call("cuDeviceTotalMem_v2");
    }

    [UnmanagedCallersOnly]
    private static int PrimaryContextRetain(nint* context, int device)
    {
        *context = device;
        current!.Contexts++;
        return Call("cuDevicePrimaryCtxRetain");
    }

    [UnmanagedCallersOnly]
    private static int PrimaryContextRelease(int device)
    {
        current!.Contexts--;
        return Call("cuDevicePrimaryCtxRelease_v2");
    }

    [UnmanagedCallersOnly]
    private static int SetCurrentContext(nint context) => context == 7 ? Call("cuCtxSetCurrent") : 201;

    [UnmanagedCallersOnly]
    private static int MemoryInfo(nuint* free, nuint* total)
    {
        (*free, *total) = ((nuint)current!.FreeBytes, (nuint)40 << 30);
        return Call("cuMemGetInfo_v2");
    }

    [UnmanagedCallersOnly]
    private static int ModuleLoad(nint* module, void* image, uint options, int* names, void** values)
    {
        if (Call("cuModuleLoadDataEx") is not 0 and var code)
            return code;
        var text = Marshal.PtrToStringUTF8((nint)image)!;
        *module = Add(new FakeModule(text, current!.RunsKernels ? HostedModule.Build(current.Instead(text), current.CountsAccesses) : null));
        return 0;
    }

    [UnmanagedCallersOnly]
    private static int ModuleUnload(nint module)
    {
        if (Call("cuModuleUnload") is not 0 and var code)
            return code;
        (current!.objects.GetValueOrDefault(module) as FakeModule)?.Hosted?.Dispose();
        return Remove(module);
    }

    [UnmanagedCallersOnly]
    private static int ModuleFunction(nint* function, nint module, byte* name)
    {
        // A function lives as long as its module, and is told from it by its name alone.
        var text = Marshal.PtrToStringUTF8((nint)name)!;
        var owner = (FakeModule)current!.objects[module];
        if (!current.functions.TryGetValue((module, text), out var known))
        {
            known = ++current.nextObject;
            current.functions.Add((module, text), known);
            current.functionNames.Add(known, (owner, text, owner.Parameters(text)));
        }

        *function = known;
        return Call("cuModuleGetFunction", text);
    }

    [UnmanagedCallersOnly]
    private static int FunctionSetAttribute(nint function, int attribute, int value) => Call("cuFuncSetAttribute", $"{attribute} {value}");

    [UnmanagedCallersOnly]
    private static int Launch(nint function, uint groups, uint y, uint z, uint items, uint itemsY, uint itemsZ, uint shared, nint stream, void** arguments, void** extra)
    {
        if (Call("cuLaunchKernel") is not 0 and var code)
            return code;
        if (current!.IsSilent && current.captured is null)
            return 0;
        var (module, name, parameters) = current.functionNames[function];
        var values = new ulong[parameters];
        for (var i = 0; i < values.Length; i++)
            values[i] = i == parameters - 2 ? *(uint*)arguments[i] : *(ulong*)arguments[i];
        var launch = new FakeLaunch(module.Text, name, groups, items, shared, values);
        Happen(() =>
        {
            current.Launches.Add(launch);
            if (current.CountsAccesses)
                current.Accesses.Add(module.Hosted!.Count(launch, current.memory));
            else
                module.Hosted?.Run(launch.Name, launch.Values, launch.Groups, launch.Items);
        });
        return (y, z, itemsY, itemsZ) == (1u, 1u, 1u, 1u) ? 0 : 1;
    }
}
