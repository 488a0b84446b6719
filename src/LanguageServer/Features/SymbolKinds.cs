using Dsl.Language.Services.Symbols;
using Dsl.LanguageServer.Protocol;

namespace Dsl.LanguageServer.Features;

/// <summary>Says what symbols are in the numbers of the protocol.</summary>
internal static class SymbolKinds
{
    public static ProtocolSymbolKind Of(SymbolKind kind) => kind switch
    {
        SymbolKind.Function or SymbolKind.DataFunction or SymbolKind.Unit => ProtocolSymbolKind.Function,
        SymbolKind.Model => ProtocolSymbolKind.Class,
        SymbolKind.Optimizer => ProtocolSymbolKind.Struct,
        SymbolKind.Dimension => ProtocolSymbolKind.TypeParameter,
        SymbolKind.Weight => ProtocolSymbolKind.Field,
        SymbolKind.State or SymbolKind.Field => ProtocolSymbolKind.Property,
        SymbolKind.ImportAlias => ProtocolSymbolKind.Namespace,
        SymbolKind.Operator => ProtocolSymbolKind.Operator,
        SymbolKind.ElementType => ProtocolSymbolKind.Class,
        SymbolKind.Constant => ProtocolSymbolKind.Constant,
        _ => ProtocolSymbolKind.Variable,
    };
}
