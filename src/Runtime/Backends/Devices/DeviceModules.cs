using Dsl.Runtime.Backends.CStyle;

namespace Dsl.Runtime.Backends.Devices;

/// <summary>The built kernels of a context: those of a program that are not there yet are built, or taken from the cache on disk, as one module.</summary>
/// <param name="context">Builds.</param>
internal sealed class DeviceModules(DeviceContext context)
{
    private readonly Dictionary<string, (nint Module, string Name)> functions = [];
    private readonly List<nint> modules = [];

    /// <summary>Kernels that a compiler has built.</summary>
    public int Built { get; private set; }

    /// <summary>Kernels that came from the cache on disk.</summary>
    public int Loaded { get; private set; }

    /// <summary>Brings about that all these kernels are there.</summary>
    /// <exception cref="DeviceException">The driver refuses one.</exception>
    public void Require(IEnumerable<KernelSource> sources)
    {
        var wanted = new Dictionary<string, KernelSource>();
        foreach (var source in sources)
        {
            if (source.Groups > 0 && !functions.ContainsKey(source.Text))
                wanted.TryAdd(source.Text, source);
        }

        if (wanted.Count == 0)
            return;
        var module = Obtain(ModuleText.Of(wanted.Values, context.Device.Dialect), wanted.Count);
        modules.Add(module);
        foreach (var source in wanted.Values)
            functions.Add(source.Text, (module, ModuleText.NameOf(source)));
    }

    /// <summary>Where a kernel is, after <see cref="Require"/>.</summary>
    public (nint Module, string Name) Find(KernelSource source) => functions[source.Text];

    /// <summary>Gives all modules back.</summary>
    public void Release()
    {
        foreach (var module in modules)
            context.ReleaseModule(module);
        modules.Clear();
        functions.Clear();
    }

    private nint Obtain(string text, int kernels)
    {
        if (context.Cache is not { } cache)
        {
            Built += kernels;
            return context.BuildModule(text, out _);
        }

        var key = ModuleKey.Of(text, context.Device, context.BuildOptions);
        if (cache.TryRead(key) is { } stored && context.LoadModule(stored) is var known && known != 0)
        {
            Loaded += kernels;
            return known;
        }

        Built += kernels;
        var module = context.BuildModule(text, out var binary);
        if (binary.Length > 0)
            cache.Write(key, binary);
        return module;
    }
}
