namespace Dsl.Language.Services.Structure;

/// <summary>What a folded range holds.</summary>
public enum FoldingKind
{
    Code,
    Comment,
    Imports,
}
