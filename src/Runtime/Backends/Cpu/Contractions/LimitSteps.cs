namespace Dsl.Runtime.Backends.Cpu.Contractions;

/// <summary>How far the number of each limit of a contraction moves.</summary>
internal readonly record struct LimitSteps(long First, long Second)
{
    public long this[int limit] => limit == 0 ? First : Second;

    /// <summary>These steps and so many of others.</summary>
    public LimitSteps Plus(LimitSteps other, long factor) => new(First + (factor * other.First), Second + (factor * other.Second));
}
