namespace Dsl.Runtime.Data.Pictures;

/// <summary>A picture in memory.</summary>
/// <param name="Width">Columns of pixels.</param>
/// <param name="Height">Rows of pixels.</param>
/// <param name="Channels">1 for grey, 3 for red, green and blue.</param>
/// <param name="Samples">Row by row, pixel by pixel, channel by channel; 255 is white.</param>
internal sealed record Picture(int Width, int Height, int Channels, byte[] Samples)
{
    /// <summary>A picture whose samples are to be written.</summary>
    public static Picture Empty(int width, int height, int channels) => new(width, height, channels, new byte[(long)width * height * channels]);
}
