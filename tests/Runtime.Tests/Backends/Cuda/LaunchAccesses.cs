using System.Collections.Immutable;
using System.Globalization;

namespace Dsl.Runtime.Tests.Backends.Cuda;

/// <summary>What the groups of a launch that were run accessed.</summary>
/// <param name="Launch">The launch.</param>
/// <param name="Sites">What was counted, instruction by instruction.</param>
internal sealed record LaunchAccesses(FakeLaunch Launch, ImmutableArray<SiteAccesses> Sites)
{
    private const int Shown = 6;

    public AccessCount Reads => Sum(isOfGroup: false, isWrite: false);

    public AccessCount Writes => Sum(isOfGroup: false, isWrite: true);

    public AccessCount GroupReads => Sum(isOfGroup: true, isWrite: false);

    public AccessCount GroupWrites => Sum(isOfGroup: true, isWrite: true);

    /// <summary>The sectors of the device's memory that all groups come to, as far as those that were run show it.</summary>
    public double Cost => (Reads.Cost + Writes.Cost) * Share;

    /// <summary>The fewest with which the same bytes could be had.</summary>
    public double Least => (Reads.Least + Writes.Least) * Share;

    /// <summary>The instructions that cost most more than the least.</summary>
    public string Worst => string.Join('\n', Sites.OrderByDescending(static site => site.Count.Cost - site.Count.Least).Take(Shown).Select(static site => $"    {site}"));

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Launch.Name}, {Launch.Groups} groups: reads {Reads}, writes {Writes}, of the group's memory reads {GroupReads}, writes {GroupWrites}");

    private double Share => Launch.Groups / (double)Math.Min(Launch.Groups, HostedModule.CountedGroups);

    private AccessCount Sum(bool isOfGroup, bool isWrite) =>
        Sites.Where(site => site.IsOfGroup == isOfGroup && site.IsWrite == isWrite).Aggregate(default(AccessCount), static (sum, site) => sum + site.Count);
}
