namespace Dsl.DeviceChecks.Graphs;

/// <summary>A check found something else than it expected.</summary>
public sealed class CheckFailedException(string message) : Exception(message);
