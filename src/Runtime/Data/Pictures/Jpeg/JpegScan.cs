namespace Dsl.Runtime.Data.Pictures.Jpeg;

/// <summary>Which coefficients a scan brings, and how precisely.</summary>
/// <param name="First">The first frequency.</param>
/// <param name="Last">The last frequency.</param>
/// <param name="High">The lowest bit that earlier scans brought; 0 where this one is the first.</param>
/// <param name="Low">The lowest bit that this one brings.</param>
/// <param name="IsProgressive">Whether there are several scans for the same coefficients.</param>
internal sealed record JpegScan(int First, int Last, int High, int Low, bool IsProgressive)
{
    /// <summary>Whether such a scan can be.</summary>
    /// <param name="components">How many planes it has.</param>
    public bool IsSound(int components) =>
        !IsProgressive || (First <= Last && Last < 64 && Low <= 13 && (High == 0 || High == Low + 1) && (First == 0 ? Last == 0 : components == 1));
}
