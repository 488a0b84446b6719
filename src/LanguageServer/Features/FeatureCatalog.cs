using System.Collections.Immutable;
using Dsl.LanguageServer.Methods;

namespace Dsl.LanguageServer.Features;

/// <summary>What the server can do beyond keeping documents: one entry each.</summary>
internal static class FeatureCatalog
{
    /// <summary>The features of one connection.</summary>
    public static ImmutableArray<Feature> Create() =>
    [
        FoldingFeature.Feature,
        LinkFeature.Feature,
        FormattingFeature.Feature,
        SemanticTokensFeature.Feature(),
        ServedTextFeature.Feature,
        PullDiagnosticsFeature.Feature(),
    ];
}
