using System.Collections.Immutable;
using Dsl.LanguageServer.Methods;

namespace Dsl.LanguageServer.Features;

/// <summary>What the server can do beyond keeping documents: one entry each.</summary>
internal static class FeatureCatalog
{
    /// <summary>The features of one connection.</summary>
    public static ImmutableArray<Feature> Create() =>
    [
        HoverFeature.Feature,
        DefinitionFeature.Feature,
        RenameFeature.Feature,
        SymbolFeature.Feature,
        CallHierarchyFeature.Feature,
        CompletionFeature.Feature,
        SignatureFeature.Feature,
        HintFeature.Feature,
        LensFeature.Feature,
        ActionFeature.Feature,
        FoldingFeature.Feature,
        LinkFeature.Feature,
        FormattingFeature.Feature,
        SemanticTokensFeature.Feature(),
        ServedTextFeature.Feature,
        PullDiagnosticsFeature.Feature(),
    ];
}
