namespace Dsl.Runtime.Scripts;

/// <summary>A name that entries have bound or declared, as a prompt lists it.</summary>
/// <param name="Name">The name.</param>
/// <param name="Type">Its type in short: <c>f32[60, 4]</c>, <c>model</c>, <c>function</c>.</param>
/// <param name="Bytes">The memory that its values and weights take; null where it takes none of its own.</param>
/// <param name="Description">A few words on what it stands for.</param>
public sealed record KnownName(string Name, string Type, long? Bytes, string Description);
