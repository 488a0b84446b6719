using System.Globalization;

namespace Dsl.Runtime.Backends.Cuda;

/// <summary>The functions of NVIDIA's cuBLASLt that are used. Written from the names and numbers of its documentation. Each gives 0 or the number of an error.</summary>
internal sealed unsafe class CublasLtLibrary
{
    private CublasLtLibrary(SymbolTable symbols, string path)
    {
        Path = path;
        GetVersion = (delegate* unmanaged<nuint>)symbols["cublasLtGetVersion"];
        Create = (delegate* unmanaged<nint*, int>)symbols["cublasLtCreate"];
        Destroy = (delegate* unmanaged<nint, int>)symbols["cublasLtDestroy"];
        CreateOperation = (delegate* unmanaged<nint*, int, int, int>)symbols["cublasLtMatmulDescCreate"];
        SetOperation = (delegate* unmanaged<nint, int, void*, nuint, int>)symbols["cublasLtMatmulDescSetAttribute"];
        DestroyOperation = (delegate* unmanaged<nint, int>)symbols["cublasLtMatmulDescDestroy"];
        CreateLayout = (delegate* unmanaged<nint*, int, ulong, ulong, long, int>)symbols["cublasLtMatrixLayoutCreate"];
        SetLayout = (delegate* unmanaged<nint, int, void*, nuint, int>)symbols["cublasLtMatrixLayoutSetAttribute"];
        DestroyLayout = (delegate* unmanaged<nint, int>)symbols["cublasLtMatrixLayoutDestroy"];
        CreatePreference = (delegate* unmanaged<nint*, int>)symbols["cublasLtMatmulPreferenceCreate"];
        SetPreference = (delegate* unmanaged<nint, int, void*, nuint, int>)symbols["cublasLtMatmulPreferenceSetAttribute"];
        DestroyPreference = (delegate* unmanaged<nint, int>)symbols["cublasLtMatmulPreferenceDestroy"];
        Choose = (delegate* unmanaged<nint, nint, nint, nint, nint, nint, nint, int, void*, int*, int>)symbols["cublasLtMatmulAlgoGetHeuristic"];
        Multiply = (delegate* unmanaged<nint, nint, void*, ulong, nint, ulong, nint, void*, ulong, nint, ulong, nint, void*, ulong, nuint, nint, int>)symbols["cublasLtMatmul"];
    }

    public readonly delegate* unmanaged<nuint> GetVersion;
    public readonly delegate* unmanaged<nint*, int> Create;
    public readonly delegate* unmanaged<nint, int> Destroy;
    public readonly delegate* unmanaged<nint*, int, int, int> CreateOperation;
    public readonly delegate* unmanaged<nint, int, void*, nuint, int> SetOperation;
    public readonly delegate* unmanaged<nint, int> DestroyOperation;
    public readonly delegate* unmanaged<nint*, int, ulong, ulong, long, int> CreateLayout;
    public readonly delegate* unmanaged<nint, int, void*, nuint, int> SetLayout;
    public readonly delegate* unmanaged<nint, int> DestroyLayout;
    public readonly delegate* unmanaged<nint*, int> CreatePreference;
    public readonly delegate* unmanaged<nint, int, void*, nuint, int> SetPreference;
    public readonly delegate* unmanaged<nint, int> DestroyPreference;
    public readonly delegate* unmanaged<nint, nint, nint, nint, nint, nint, nint, int, void*, int*, int> Choose;
    public readonly delegate* unmanaged<nint, nint, void*, ulong, nint, ulong, nint, void*, ulong, nint, ulong, nint, void*, ulong, nuint, nint, int> Multiply;

    /// <summary>Where it was found.</summary>
    public string Path { get; }

    /// <summary>Its version, as the number that it gives.</summary>
    public string Version => ((ulong)GetVersion()).ToString(CultureInfo.InvariantCulture);

    /// <summary>The library of this machine; null where there is none that has all functions.</summary>
    /// <param name="search">Where it is looked for.</param>
    public static CublasLtLibrary? TryLoad(CudaSearch search) => search.Find(CudaNames.Products) is { } file ? TryCreate(file.Symbol, file.Path) : null;

    /// <summary>The functions that something finds by their names; null where one is missing.</summary>
    /// <param name="find">The address of a function; 0 where there is none.</param>
    /// <param name="path">Where the library was found.</param>
    public static CublasLtLibrary? TryCreate(Func<string, nint> find, string path)
    {
        var symbols = new SymbolTable(find);
        var library = new CublasLtLibrary(symbols, path);
        return symbols.Missing is null ? library : null;
    }
}
