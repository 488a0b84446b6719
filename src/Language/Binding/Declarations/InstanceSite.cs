using Dsl.Language.Syntax;

namespace Dsl.Language.Binding.Declarations;

/// <summary>A place in a model's body that makes an instance.</summary>
/// <param name="Site">The call.</param>
/// <param name="Base">The instance's name, before it is numbered.</param>
/// <param name="InLoop">Whether the place is in a loop, so that each turn makes one.</param>
internal sealed record InstanceSite(SyntaxNode Site, string Base, bool InLoop);
