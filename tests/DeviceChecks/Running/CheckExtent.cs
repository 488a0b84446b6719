namespace Dsl.DeviceChecks.Running;

/// <summary>How much of a check is done: an emulated device needs seconds for what another does in none.</summary>
/// <param name="Most">Graphs with more elements are left out.</param>
/// <param name="Every">Of many graphs of a check every so manieth is done: a number that no count of element types divides meets all types and all shapes.</param>
internal sealed record CheckExtent(long Most, int Every)
{
    public static CheckExtent Whole { get; } = new(long.MaxValue, 1);
}
