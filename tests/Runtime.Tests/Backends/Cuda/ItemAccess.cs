using System.Runtime.InteropServices;

namespace Dsl.Runtime.Tests.Backends.Cuda;

/// <summary>One access of an item, as it was noted.</summary>
/// <param name="Site">The instruction.</param>
/// <param name="Address">The first byte.</param>
/// <param name="Group">Which of the groups that were run.</param>
/// <param name="Barriers">How often the item had come to a barrier.</param>
/// <param name="Bytes">How many bytes.</param>
/// <param name="IsWrite">1 where they are written.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct ItemAccess(ulong Site, ulong Address, uint Group, uint Barriers, uint Bytes, uint IsWrite);
