using Dsl.Language.Services.Structure;
using Dsl.Language.Syntax;

namespace Dsl.Language.Services.Completion;

/// <summary>
/// How the names of a script are used, seen from a place: people repeat themselves, so a name that follows the same words elsewhere, or was
/// used a moment ago, is likely to be meant again. One pass over the tokens.
/// </summary>
internal sealed class NearbyUses
{
    private readonly Dictionary<string, NearbyUse> uses = [];

    public NearbyUses(CompletionPlace place)
    {
        var tokens = place.Tokens;
        var before = TextAt(tokens, place.Before);
        var beforeThat = TextAt(tokens, place.Before - 1);
        var behind = place.TokenBehind?.Text;
        for (var i = 0; i < tokens.Count; i++)
        {
            if (tokens[i].Kind != SyntaxKind.IdentifierToken || (i > place.Before && i < place.Behind))
                continue;
            if (!uses.TryGetValue(tokens[i].Text, out var use))
                uses[tokens[i].Text] = use = new NearbyUse();
            use.Count++;
            if (i <= place.Before)
                use.Distance = place.Before - i;
            else if (use.Distance == int.MaxValue)
                use.Distance = 2 * (i - place.Before);
            if (TextAt(tokens, i - 1) != before)
                continue;
            use.AfterSame++;
            if (TextAt(tokens, i - 2) == beforeThat)
                use.AfterSameTwo++;
            if (behind is not null && TextAt(tokens, i + 1) == behind)
                use.BetweenSame++;
        }
    }

    public NearbyUse? Of(string name) => uses.GetValueOrDefault(name);

    private static string TextAt(TokenList tokens, int index) => index >= 0 && index < tokens.Count ? tokens[index].Text : "";
}
