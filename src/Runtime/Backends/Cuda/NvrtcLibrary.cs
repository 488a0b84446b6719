using System.Runtime.InteropServices;

namespace Dsl.Runtime.Backends.Cuda;

/// <summary>The functions of NVIDIA's run-time compiler, NVRTC. Written from the names of its documentation. Each gives 0 or the number of an error.</summary>
internal sealed unsafe class NvrtcLibrary
{
    private NvrtcLibrary(SymbolTable symbols, string path)
    {
        Path = path;
        GetVersion = (delegate* unmanaged<int*, int*, int>)symbols["nvrtcVersion"];
        ErrorString = (delegate* unmanaged<int, byte*>)symbols["nvrtcGetErrorString"];
        CountArchitectures = (delegate* unmanaged<int*, int>)symbols["nvrtcGetNumSupportedArchs"];
        Architectures = (delegate* unmanaged<int*, int>)symbols["nvrtcGetSupportedArchs"];
        CreateProgram = (delegate* unmanaged<nint*, byte*, byte*, int, byte**, byte**, int>)symbols["nvrtcCreateProgram"];
        CompileProgram = (delegate* unmanaged<nint, int, byte**, int>)symbols["nvrtcCompileProgram"];
        LogSize = (delegate* unmanaged<nint, nuint*, int>)symbols["nvrtcGetProgramLogSize"];
        Log = (delegate* unmanaged<nint, byte*, int>)symbols["nvrtcGetProgramLog"];
        BinarySize = (delegate* unmanaged<nint, nuint*, int>)symbols["nvrtcGetCUBINSize"];
        Binary = (delegate* unmanaged<nint, byte*, int>)symbols["nvrtcGetCUBIN"];
        AssemblySize = (delegate* unmanaged<nint, nuint*, int>)symbols["nvrtcGetPTXSize"];
        Assembly = (delegate* unmanaged<nint, byte*, int>)symbols["nvrtcGetPTX"];
        DestroyProgram = (delegate* unmanaged<nint*, int>)symbols["nvrtcDestroyProgram"];
    }

    public readonly delegate* unmanaged<int*, int*, int> GetVersion;
    public readonly delegate* unmanaged<int, byte*> ErrorString;
    public readonly delegate* unmanaged<int*, int> CountArchitectures;
    public readonly delegate* unmanaged<int*, int> Architectures;
    public readonly delegate* unmanaged<nint*, byte*, byte*, int, byte**, byte**, int> CreateProgram;
    public readonly delegate* unmanaged<nint, int, byte**, int> CompileProgram;
    public readonly delegate* unmanaged<nint, nuint*, int> LogSize;
    public readonly delegate* unmanaged<nint, byte*, int> Log;
    public readonly delegate* unmanaged<nint, nuint*, int> BinarySize;
    public readonly delegate* unmanaged<nint, byte*, int> Binary;
    public readonly delegate* unmanaged<nint, nuint*, int> AssemblySize;
    public readonly delegate* unmanaged<nint, byte*, int> Assembly;
    public readonly delegate* unmanaged<nint*, int> DestroyProgram;

    /// <summary>Where it was found.</summary>
    public string Path { get; }

    /// <summary>Its version, such as 13.0.</summary>
    public string Version
    {
        get
        {
            int major = 0, minor = 0;
            return GetVersion(&major, &minor) == 0 ? $"{major}.{minor}" : "of unknown version";
        }
    }

    /// <summary>The compiler of this machine; null where there is none.</summary>
    /// <param name="search">Where it is looked for.</param>
    /// <param name="obstacle">Why there is none.</param>
    public static NvrtcLibrary? TryLoad(CudaSearch search, out string obstacle)
    {
        if (search.Find(CudaNames.Compiler) is { } file)
        {
            var library = TryCreate(file.Symbol, file.Path, out obstacle);
            int major = 0, minor = 0;
            if (library is not null && library.GetVersion(&major, &minor) == 0 && BuiltinsBeside(file.Path, major, minor, search.IsWindows) is { } builtins)
                search.TryOpen(builtins);
            return library;
        }

        obstacle = $"{search.File(CudaNames.Compiler)} is not there";
        return null;
    }

    /// <summary>
    /// The compiler's second file, which it opens by its mere name when it first compiles. Some packages of CUDA 13 do not tell the system's loader where that is, but one that is
    /// open already is found. Null where the loader found the compiler by itself.
    /// </summary>
    /// <param name="path">Where the compiler was found.</param>
    /// <param name="major">The first number of its version.</param>
    /// <param name="minor">The second number of its version.</param>
    /// <param name="isWindows">Whether file names are those of Windows.</param>
    public static string? BuiltinsBeside(string path, int major, int minor, bool isWindows) => path.LastIndexOf('/') is >= 0 and var end
        ? path[..(end + 1)] + (isWindows ? FormattableString.Invariant($"nvrtc-builtins64_{major}{minor}.dll") : FormattableString.Invariant($"libnvrtc-builtins.so.{major}.{minor}"))
        : null;

    /// <summary>The functions that something finds by their names; null where one is missing.</summary>
    /// <param name="find">The address of a function; 0 where there is none.</param>
    /// <param name="path">Where the library was found.</param>
    /// <param name="obstacle">Which one is missing; empty when none is.</param>
    public static NvrtcLibrary? TryCreate(Func<string, nint> find, string path, out string obstacle)
    {
        var symbols = new SymbolTable(find);
        var library = new NvrtcLibrary(symbols, path);
        obstacle = symbols.Missing is { } missing ? $"{path} has no {missing}: it is older than CUDA 11.2" : string.Empty;
        return symbols.Missing is null ? library : null;
    }

    /// <summary>What the compiler says of an error.</summary>
    public string Describe(int code) => Marshal.PtrToStringUTF8((nint)ErrorString(code)) is { Length: > 0 } text ? text : $"error {code}";
}
