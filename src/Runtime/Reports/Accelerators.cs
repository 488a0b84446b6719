using System.Collections.Immutable;

namespace Dsl.Runtime.Reports;

/// <summary>Graphics processors whose makers' data sheets tell their figures: without sparsity, at the highest clock.</summary>
public static class Accelerators
{
    private const double Tera = 1e12;
    private const double Gibi = 1L << 30;

    /// <summary>NVIDIA T4 data sheet; products of 16 bits are f16 only.</summary>
    public static readonly Accelerator T4 = new("t4", 8.1 * Tera, 65 * Tera, 16 * Gibi) { HasBFloat16 = false };

    /// <summary>NVIDIA V100 SXM2 data sheet; products of 16 bits are f16 only.</summary>
    public static readonly Accelerator V100 = new("v100", 15.7 * Tera, 125 * Tera, 32 * Gibi) { HasBFloat16 = false };

    /// <summary>NVIDIA A100 80 GB SXM data sheet.</summary>
    public static readonly Accelerator A100 = new("a100", 19.5 * Tera, 312 * Tera, 80 * Gibi);

    /// <summary>NVIDIA Ada architecture paper, RTX 4090.</summary>
    public static readonly Accelerator Rtx4090 = new("rtx4090", 82.6 * Tera, 165.2 * Tera, 24 * Gibi);

    /// <summary>NVIDIA H100 SXM data sheet.</summary>
    public static readonly Accelerator H100 = new("h100", 67 * Tera, 989 * Tera, 80 * Gibi);

    /// <summary>NVIDIA H200 SXM data sheet.</summary>
    public static readonly Accelerator H200 = new("h200", 67 * Tera, 989 * Tera, 141 * Gibi);

    /// <summary>All of them, the one that estimates use unless told otherwise first.</summary>
    public static ImmutableArray<Accelerator> All { get; } = [H100, H200, A100, V100, T4, Rtx4090];

    /// <summary>The one of that name, whatever its case; null when there is none.</summary>
    public static Accelerator? Find(string name) => All.FirstOrDefault(accelerator => accelerator.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
