using System.Runtime.InteropServices;

namespace Dsl.Runtime.Backends.Cuda;

/// <summary>
/// The functions of the CUDA driver that are used, found by name when a CUDA device is asked for. Written from the names and numbers of NVIDIA's documentation of the
/// driver interface. Each gives 0 or the number of an error.
/// </summary>
internal sealed unsafe class CudaLibrary
{
    private CudaLibrary(SymbolTable symbols)
    {
        Init = (delegate* unmanaged<uint, int>)symbols["cuInit"];
        DriverVersion = (delegate* unmanaged<int*, int>)symbols["cuDriverGetVersion"];
        ErrorString = (delegate* unmanaged<int, byte**, int>)symbols["cuGetErrorString"];
        DeviceCount = (delegate* unmanaged<int*, int>)symbols["cuDeviceGetCount"];
        DeviceGet = (delegate* unmanaged<int*, int, int>)symbols["cuDeviceGet"];
        DeviceName = (delegate* unmanaged<byte*, int, int, int>)symbols["cuDeviceGetName"];
        DeviceAttribute = (delegate* unmanaged<int*, int, int, int>)symbols["cuDeviceGetAttribute"];
        DeviceMemory = (delegate* unmanaged<nuint*, int, int>)symbols["cuDeviceTotalMem_v2"];
        PrimaryContextRetain = (delegate* unmanaged<nint*, int, int>)symbols["cuDevicePrimaryCtxRetain"];
        PrimaryContextRelease = (delegate* unmanaged<int, int>)symbols["cuDevicePrimaryCtxRelease_v2"];
        SetCurrentContext = (delegate* unmanaged<nint, int>)symbols["cuCtxSetCurrent"];
        MemoryInfo = (delegate* unmanaged<nuint*, nuint*, int>)symbols["cuMemGetInfo_v2"];
        ModuleLoad = (delegate* unmanaged<nint*, void*, uint, int*, void**, int>)symbols["cuModuleLoadDataEx"];
        ModuleUnload = (delegate* unmanaged<nint, int>)symbols["cuModuleUnload"];
        ModuleFunction = (delegate* unmanaged<nint*, nint, byte*, int>)symbols["cuModuleGetFunction"];
        FunctionSetAttribute = (delegate* unmanaged<nint, int, int, int>)symbols["cuFuncSetAttribute"];
        Launch = (delegate* unmanaged<nint, uint, uint, uint, uint, uint, uint, uint, nint, void**, void**, int>)symbols["cuLaunchKernel"];
        MemoryAllocate = (delegate* unmanaged<ulong*, nuint, int>)symbols["cuMemAlloc_v2"];
        MemoryFree = (delegate* unmanaged<ulong, int>)symbols["cuMemFree_v2"];
        HostAllocate = (delegate* unmanaged<void**, nuint, uint, int>)symbols["cuMemHostAlloc"];
        HostFree = (delegate* unmanaged<void*, int>)symbols["cuMemFreeHost"];
        CopyToDevice = (delegate* unmanaged<ulong, void*, nuint, nint, int>)symbols["cuMemcpyHtoDAsync_v2"];
        CopyToHost = (delegate* unmanaged<void*, ulong, nuint, nint, int>)symbols["cuMemcpyDtoHAsync_v2"];
        CopyOnDevice = (delegate* unmanaged<ulong, ulong, nuint, nint, int>)symbols["cuMemcpyDtoDAsync_v2"];
        StreamCreate = (delegate* unmanaged<nint*, uint, int>)symbols["cuStreamCreate"];
        StreamDestroy = (delegate* unmanaged<nint, int>)symbols["cuStreamDestroy_v2"];
        StreamSynchronize = (delegate* unmanaged<nint, int>)symbols["cuStreamSynchronize"];
        EventCreate = (delegate* unmanaged<nint*, uint, int>)symbols["cuEventCreate"];
        EventDestroy = (delegate* unmanaged<nint, int>)symbols["cuEventDestroy_v2"];
        EventRecord = (delegate* unmanaged<nint, nint, int>)symbols["cuEventRecord"];
        EventSynchronize = (delegate* unmanaged<nint, int>)symbols["cuEventSynchronize"];
        CaptureBegin = (delegate* unmanaged<nint, int, int>)symbols["cuStreamBeginCapture_v2"];
        CaptureEnd = (delegate* unmanaged<nint, nint*, int>)symbols["cuStreamEndCapture"];
        GraphInstantiate = (delegate* unmanaged<nint*, nint, ulong, int>)symbols["cuGraphInstantiateWithFlags"];
        GraphLaunch = (delegate* unmanaged<nint, nint, int>)symbols["cuGraphLaunch"];
        GraphExecutableDestroy = (delegate* unmanaged<nint, int>)symbols["cuGraphExecDestroy"];
        GraphDestroy = (delegate* unmanaged<nint, int>)symbols["cuGraphDestroy"];
    }

    public readonly delegate* unmanaged<uint, int> Init;
    public readonly delegate* unmanaged<int*, int> DriverVersion;
    public readonly delegate* unmanaged<int, byte**, int> ErrorString;
    public readonly delegate* unmanaged<int*, int> DeviceCount;
    public readonly delegate* unmanaged<int*, int, int> DeviceGet;
    public readonly delegate* unmanaged<byte*, int, int, int> DeviceName;
    public readonly delegate* unmanaged<int*, int, int, int> DeviceAttribute;
    public readonly delegate* unmanaged<nuint*, int, int> DeviceMemory;
    public readonly delegate* unmanaged<nint*, int, int> PrimaryContextRetain;
    public readonly delegate* unmanaged<int, int> PrimaryContextRelease;
    public readonly delegate* unmanaged<nint, int> SetCurrentContext;
    public readonly delegate* unmanaged<nuint*, nuint*, int> MemoryInfo;
    public readonly delegate* unmanaged<nint*, void*, uint, int*, void**, int> ModuleLoad;
    public readonly delegate* unmanaged<nint, int> ModuleUnload;
    public readonly delegate* unmanaged<nint*, nint, byte*, int> ModuleFunction;
    public readonly delegate* unmanaged<nint, int, int, int> FunctionSetAttribute;
    public readonly delegate* unmanaged<nint, uint, uint, uint, uint, uint, uint, uint, nint, void**, void**, int> Launch;
    public readonly delegate* unmanaged<ulong*, nuint, int> MemoryAllocate;
    public readonly delegate* unmanaged<ulong, int> MemoryFree;
    public readonly delegate* unmanaged<void**, nuint, uint, int> HostAllocate;
    public readonly delegate* unmanaged<void*, int> HostFree;
    public readonly delegate* unmanaged<ulong, void*, nuint, nint, int> CopyToDevice;
    public readonly delegate* unmanaged<void*, ulong, nuint, nint, int> CopyToHost;
    public readonly delegate* unmanaged<ulong, ulong, nuint, nint, int> CopyOnDevice;
    public readonly delegate* unmanaged<nint*, uint, int> StreamCreate;
    public readonly delegate* unmanaged<nint, int> StreamDestroy;
    public readonly delegate* unmanaged<nint, int> StreamSynchronize;
    public readonly delegate* unmanaged<nint*, uint, int> EventCreate;
    public readonly delegate* unmanaged<nint, int> EventDestroy;
    public readonly delegate* unmanaged<nint, nint, int> EventRecord;
    public readonly delegate* unmanaged<nint, int> EventSynchronize;
    public readonly delegate* unmanaged<nint, int, int> CaptureBegin;
    public readonly delegate* unmanaged<nint, nint*, int> CaptureEnd;
    public readonly delegate* unmanaged<nint*, nint, ulong, int> GraphInstantiate;
    public readonly delegate* unmanaged<nint, nint, int> GraphLaunch;
    public readonly delegate* unmanaged<nint, int> GraphExecutableDestroy;
    public readonly delegate* unmanaged<nint, int> GraphDestroy;

    /// <summary>The driver of this machine; null where there is none, or one that is too old.</summary>
    /// <param name="search">Where it is looked for.</param>
    /// <param name="obstacle">Why there is none.</param>
    public static CudaLibrary? TryLoad(CudaSearch search, out string obstacle)
    {
        if (search.Find(CudaNames.Driver) is { } file)
            return TryCreate(file.Symbol, out obstacle);
        obstacle = $"{search.File(CudaNames.Driver)} is not there: it comes with NVIDIA's driver";
        return null;
    }

    /// <summary>The functions that something finds by their names; null where one is missing.</summary>
    /// <param name="find">The address of a function; 0 where there is none.</param>
    /// <param name="obstacle">Which one is missing; empty when none is.</param>
    public static CudaLibrary? TryCreate(Func<string, nint> find, out string obstacle)
    {
        var symbols = new SymbolTable(find);
        var library = new CudaLibrary(symbols);
        obstacle = symbols.Missing is { } missing ? $"the CUDA driver has no {missing}: it is older than CUDA 11.4" : string.Empty;
        return symbols.Missing is null ? library : null;
    }

    /// <summary>What the driver says of an error.</summary>
    public string Describe(int code)
    {
        byte* text = null;
        return ErrorString(code, &text) == 0 && text is not null && Marshal.PtrToStringUTF8((nint)text) is { Length: > 0 } message ? message : $"error {code}";
    }
}
