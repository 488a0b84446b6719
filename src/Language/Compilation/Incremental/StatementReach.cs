using System.Collections.Immutable;

namespace Dsl.Language.Compilation.Incremental;

/// <summary>What a statement can come to: the declarations that it mentions, that those mention, and so on, and all names of the script in them.</summary>
/// <param name="Declarations">The declarations, in the order of their finding.</param>
/// <param name="Names">The names that the script binds somewhere.</param>
/// <param name="Imports">Whether it comes to what is imported.</param>
internal sealed record StatementReach(ImmutableArray<CheckedStatement> Declarations, ImmutableArray<string> Names, bool Imports)
{
    public bool IsSame(StatementReach other) =>
        Imports == other.Imports && Declarations.AsSpan().SequenceEqual(other.Declarations.AsSpan()) && Names.AsSpan().SequenceEqual(other.Names.AsSpan());
}
