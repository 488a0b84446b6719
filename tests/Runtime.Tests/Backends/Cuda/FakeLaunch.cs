namespace Dsl.Runtime.Tests.Backends.Cuda;

/// <summary>A kernel's launch as the fake driver saw it.</summary>
/// <param name="Text">The text of its module.</param>
/// <param name="Name">The function's name.</param>
/// <param name="Groups">Groups along the first axis.</param>
/// <param name="Items">Items of a group.</param>
/// <param name="SharedBytes">Dynamic memory of a group.</param>
/// <param name="Values">The arguments, 64 bits each.</param>
internal sealed record FakeLaunch(string Text, string Name, uint Groups, uint Items, uint SharedBytes, ulong[] Values);
