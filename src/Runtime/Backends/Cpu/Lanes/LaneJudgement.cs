namespace Dsl.Runtime.Backends.Cpu.Lanes;

/// <summary>What it takes to run a loop in vectors.</summary>
/// <param name="IsPossible">Whether every part can be computed.</param>
/// <param name="Operations">About how many vector instructions a step takes.</param>
/// <param name="Values">How many values a step keeps.</param>
/// <param name="Serial">How many parts are computed lane by lane.</param>
/// <param name="HasFunction">Whether there is a function of many instructions.</param>
/// <param name="IsWide">Whether there are numbers of 64 bits.</param>
internal readonly record struct LaneJudgement(bool IsPossible, int Operations, int Values, int Serial, bool HasFunction, bool IsWide)
{
    /// <summary>Whether vectors are faster than scalars.</summary>
    public bool IsWorthwhile => IsPossible && Operations >= 2 * Serial;

    /// <summary>Whether so little is computed that more vectors side by side are good.</summary>
    public bool IsLight => Operations <= 4 && Serial == 0 && !IsWide;
}
