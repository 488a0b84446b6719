using System.Collections.Immutable;
using Dsl.LanguageServer.Methods;

namespace Dsl.LanguageServer.Features;

/// <summary>What the server can do beyond keeping documents: one entry each.</summary>
internal static class FeatureCatalog
{
    public static ImmutableArray<Feature> All { get; } = [];
}
