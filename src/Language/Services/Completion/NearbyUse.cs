namespace Dsl.Language.Services.Completion;

/// <summary>How a name is used round a place.</summary>
internal sealed class NearbyUse
{
    /// <summary>How many tokens lie between the place and the nearest use before it; a large number where there is none.</summary>
    public int Distance { get; set; } = int.MaxValue;

    /// <summary>How often the name follows the same token as at the place.</summary>
    public int AfterSame { get; set; }

    /// <summary>How often it follows the same two tokens.</summary>
    public int AfterSameTwo { get; set; }

    /// <summary>How often it stands between the same two tokens.</summary>
    public int BetweenSame { get; set; }

    public int Count { get; set; }
}
