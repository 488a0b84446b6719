using Dsl.Runtime.Backends.Devices;

namespace Dsl.Runtime.Backends.Cuda;

/// <summary>For which products the vendor's library was faster on a device, kept on disk with the kernels.</summary>
/// <param name="context">The device.</param>
/// <param name="identity">The library.</param>
internal sealed class LibraryChoices(DeviceContext context, string identity)
{
    private readonly Dictionary<LibraryProduct, bool> known = [];

    /// <summary>Whether the library was faster; null where that is not known yet.</summary>
    public bool? Find(LibraryProduct product)
    {
        if (known.TryGetValue(product, out var isFaster))
            return isFaster;
        if (context.Cache?.TryRead(KeyOf(product)) is not [var stored])
            return null;
        known.Add(product, stored == 1);
        return stored == 1;
    }

    public void Keep(LibraryProduct product, bool isFaster)
    {
        known[product] = isFaster;
        context.Cache?.Write(KeyOf(product), [isFaster ? (byte)1 : (byte)0]);
    }

    // Our kernels change with the program, and so does the choice: what they are built with is part of the key.
    private byte[] KeyOf(LibraryProduct product) =>
        ModuleKey.Of($"library or own: {product}", context.Device, $"{context.BuildOptions} {identity} {typeof(LibraryChoices).Assembly.ManifestModule.ModuleVersionId}");
}
