using System.Collections.Frozen;
using System.Collections.Immutable;
using Dsl.LanguageServer.Features;

namespace Dsl.LanguageServer.Methods;

/// <summary>The catalogue of all that a client can call, by name.</summary>
internal sealed class MethodTable
{
    private readonly FrozenDictionary<string, Method> methods;

    public MethodTable(ImmutableArray<Feature> features)
    {
        Features = features;
        methods = features.SelectMany(static feature => feature.Methods).ToFrozenDictionary(static method => method.Name);
    }

    /// <summary>Everything that the server can do on one connection.</summary>
    public static MethodTable Create()
    {
        MethodTable? table = null;
        table = new MethodTable([LifecycleMethods.Feature(() => table!.Features), DocumentMethods.Feature, .. FeatureCatalog.Create()]);
        return table;
    }

    /// <summary>What can be done, lifecycle and documents first.</summary>
    public ImmutableArray<Feature> Features { get; }

    /// <summary>Every method.</summary>
    public IEnumerable<Method> Methods => methods.Values;

    /// <summary>The method of that name, or null.</summary>
    public Method? Find(string name) => methods.GetValueOrDefault(name);
}
