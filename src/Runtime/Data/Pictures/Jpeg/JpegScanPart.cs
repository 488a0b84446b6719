namespace Dsl.Runtime.Data.Pictures.Jpeg;

/// <summary>A plane of a scan with the codes that it uses there.</summary>
/// <param name="Component">The plane.</param>
/// <param name="Means">The code of means.</param>
/// <param name="Others">The code of all other frequencies.</param>
internal sealed record JpegScanPart(JpegComponent Component, HuffmanTable? Means, HuffmanTable? Others);
