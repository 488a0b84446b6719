namespace Dsl.Language.Services.Drawings;

/// <summary>A box or group with its size, and its place within what surrounds it, in pixels.</summary>
/// <param name="item">What is placed; null where an arrow passes.</param>
internal sealed class PlacedItem(DrawnItem? item)
{
    public DrawnItem? Item { get; } = item;

    public double Width { get; set; }

    public double Height { get; set; }

    /// <summary>The left edge.</summary>
    public double X { get; set; }

    /// <summary>The upper edge.</summary>
    public double Y { get; set; }

    /// <summary>How far below the beginning.</summary>
    public int Rank { get; set; }

    /// <summary>Where arrows enter from above, from the left edge.</summary>
    public double Entry { get; set; }

    /// <summary>Where arrows leave below, from the left edge.</summary>
    public double Exit { get; set; }

    /// <summary>What stands within, for a group.</summary>
    public LevelLayout? Inner { get; set; }

    public double Center => X + (Width / 2);
}
