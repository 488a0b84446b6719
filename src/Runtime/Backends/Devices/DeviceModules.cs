using System.Collections.Immutable;
using Dsl.Runtime.Backends.CStyle;

namespace Dsl.Runtime.Backends.Devices;

/// <summary>
/// The built kernels of a context: those of a program that are not there yet are built, or taken from the cache on disk, as one module, or as several where the compiler makes them at the
/// same time.
/// </summary>
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
        var parts = ModuleParts.Of(wanted.Values, context.Compilers);
        string[] texts = [.. parts.Select(part => ModuleText.Of(part, context.Device.Dialect))];
        var missing = new List<int>();
        for (var i = 0; i < parts.Length; i++)
        {
            if (TryLoad(texts[i]) is not 0 and var module)
                Loaded += Add(module, parts[i]);
            else
                missing.Add(i);
        }

        Build([.. missing.Select(part => parts[part])], [.. missing.Select(part => texts[part])]);
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

    private int Add(nint module, ImmutableArray<KernelSource> kernels)
    {
        modules.Add(module);
        foreach (var source in kernels)
            functions.Add(source.Text, (module, ModuleText.NameOf(source)));
        return kernels.Length;
    }

    private nint TryLoad(string text) => context.Cache?.TryRead(KeyOf(text)) is { } stored ? context.LoadModule(stored) : 0;

    private void Build(ImmutableArray<ImmutableArray<KernelSource>> parts, string[] texts)
    {
        var translated = texts.Length > 1 ? ModuleTranslations.Of(context, texts) : null;
        for (var i = 0; i < texts.Length; i++)
        {
            var binary = translated?[i] ?? [];
            Built += Add(translated is null ? context.BuildModule(texts[i], out binary) : context.LoadTranslated(binary), parts[i]);
            if (binary.Length > 0)
                context.Cache?.Write(KeyOf(texts[i]), binary);
        }
    }

    private byte[] KeyOf(string text) => ModuleKey.Of(text, context.Device, context.BuildOptions);
}
