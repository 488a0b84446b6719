using Dsl.Language.Data;
using Dsl.Language.Data.Pictures;
using Dsl.Runtime.Data.Pictures.Jpeg;

namespace Dsl.Runtime.Data.Pictures;

/// <summary>Decodes files of every kind that can be read.</summary>
internal static class PictureDecoding
{
    /// <summary>Decodes a picture.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="name">What to call it in failures.</param>
    /// <param name="picture">The picture, where nothing is wrong.</param>
    /// <returns>What is wrong, or null.</returns>
    public static DataFailure? Decode(ReadOnlyMemory<byte> bytes, string name, out Picture? picture)
    {
        picture = null;

        // Sizes are bounded here, before anything is taken for them.
        if (PictureHeader.Read(bytes.Span, out var problem) is not { } header)
            return PictureOptions.Wrong(name, problem ?? "its header cannot be read; it is cut off or damaged");
        try
        {
            picture = header.Kind switch
            {
                PictureKind.Png => PngDecoder.Decode(bytes),
                PictureKind.Jpeg => new JpegDecoder(bytes).Decode(),
                PictureKind.Bitmap => BitmapDecoder.Decode(bytes.Span),
                _ => NetpbmDecoder.Decode(bytes.Span),
            };
            return null;
        }
        catch (InvalidDataException damage)
        {
            return PictureOptions.Wrong(name, damage.Message);
        }
    }
}
