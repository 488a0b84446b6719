namespace Dsl.Runtime.Backends.Cuda;

/// <summary>One of NVIDIA's libraries on a machine.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Path">Where it is; a mere name where the system's loader finds it, null where it is not.</param>
/// <param name="Version">Its version; null where it is not known.</param>
/// <param name="Obstacle">Why it is not there; without meaning where it is.</param>
/// <param name="Purpose">What it is for, and whether it is needed.</param>
/// <param name="Remedy">How to get it.</param>
public sealed record CudaComponent(string Name, string? Path, string? Version, string Obstacle, string Purpose, string Remedy)
{
    /// <summary>Whether it is there.</summary>
    public bool IsThere => Path is not null;
}
