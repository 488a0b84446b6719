namespace Dsl.Runtime.Backends.Cuda;

/// <summary>
/// The functions of NVIDIA's NCCL that a training on several devices would use, found by name. Nothing calls them yet but what lists the libraries of a machine. Written from
/// the names of its documentation; each gives 0 or the number of an error.
/// </summary>
internal sealed unsafe class NcclLibrary
{
    private NcclLibrary(SymbolTable symbols, string path)
    {
        Path = path;
        GetVersion = (delegate* unmanaged<int*, int>)symbols["ncclGetVersion"];
        GetUniqueId = (delegate* unmanaged<NcclIdentity*, int>)symbols["ncclGetUniqueId"];
        Join = (delegate* unmanaged<nint*, int, NcclIdentity, int, int>)symbols["ncclCommInitRank"];
        Leave = (delegate* unmanaged<nint, int>)symbols["ncclCommDestroy"];
        AllReduce = (delegate* unmanaged<ulong, ulong, nuint, int, int, nint, nint, int>)symbols["ncclAllReduce"];
        ReduceScatter = (delegate* unmanaged<ulong, ulong, nuint, int, int, nint, nint, int>)symbols["ncclReduceScatter"];
        AllGather = (delegate* unmanaged<ulong, ulong, nuint, int, nint, nint, int>)symbols["ncclAllGather"];
        Broadcast = (delegate* unmanaged<ulong, ulong, nuint, int, int, nint, nint, int>)symbols["ncclBroadcast"];
        BeginGroup = (delegate* unmanaged<int>)symbols["ncclGroupStart"];
        EndGroup = (delegate* unmanaged<int>)symbols["ncclGroupEnd"];
    }

    public readonly delegate* unmanaged<int*, int> GetVersion;
    public readonly delegate* unmanaged<NcclIdentity*, int> GetUniqueId;
    public readonly delegate* unmanaged<nint*, int, NcclIdentity, int, int> Join;
    public readonly delegate* unmanaged<nint, int> Leave;
    public readonly delegate* unmanaged<ulong, ulong, nuint, int, int, nint, nint, int> AllReduce;
    public readonly delegate* unmanaged<ulong, ulong, nuint, int, int, nint, nint, int> ReduceScatter;
    public readonly delegate* unmanaged<ulong, ulong, nuint, int, nint, nint, int> AllGather;
    public readonly delegate* unmanaged<ulong, ulong, nuint, int, int, nint, nint, int> Broadcast;
    public readonly delegate* unmanaged<int> BeginGroup;
    public readonly delegate* unmanaged<int> EndGroup;

    /// <summary>Where it was found.</summary>
    public string Path { get; }

    /// <summary>Its version, such as 2.27.3.</summary>
    public string Version
    {
        get
        {
            var number = 0;
            return GetVersion(&number) == 0 ? $"{number / 10000}.{number / 100 % 100}.{number % 100}" : "of unknown version";
        }
    }

    /// <summary>The functions that something finds by their names; null where one is missing.</summary>
    /// <param name="find">The address of a function; 0 where there is none.</param>
    /// <param name="path">Where the library was found.</param>
    /// <param name="obstacle">Which one is missing; empty when none is.</param>
    public static NcclLibrary? TryCreate(Func<string, nint> find, string path, out string obstacle)
    {
        var symbols = new SymbolTable(find);
        var library = new NcclLibrary(symbols, path);
        obstacle = symbols.Missing is { } missing ? $"{path} has no {missing}" : string.Empty;
        return symbols.Missing is null ? library : null;
    }
}
