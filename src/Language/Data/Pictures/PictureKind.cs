namespace Dsl.Language.Data.Pictures;

/// <summary>The formats of pictures that can be read.</summary>
public enum PictureKind
{
    /// <summary>Portable Network Graphics.</summary>
    Png,

    /// <summary>JPEG.</summary>
    Jpeg,

    /// <summary>Windows bitmap.</summary>
    Bitmap,

    /// <summary>Portable greymap or pixmap of Netpbm.</summary>
    Netpbm,
}
