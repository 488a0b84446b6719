namespace Dsl.Runtime.Backends.Cuda;

/// <summary>When a product is computed by the vendor's library.</summary>
internal enum LibraryUse
{
    /// <summary>Where that was faster when both were measured.</summary>
    Measured,

    /// <summary>Wherever the library can.</summary>
    Always,

    /// <summary>Nowhere.</summary>
    Never,
}
