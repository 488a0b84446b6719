using System.Collections.Immutable;

namespace Dsl.Runtime.Data.Pictures.Jpeg;

/// <summary>Reads the blocks of one scan in their order.</summary>
/// <param name="frame">The picture.</param>
/// <param name="parts">The planes of the scan.</param>
/// <param name="restartInterval">After how many units the scan begins anew; 0 for never.</param>
internal sealed class JpegScanReader(JpegFrame frame, ImmutableArray<JpegScanPart> parts, int restartInterval)
{
    private readonly int[] predicted = new int[parts.Length];
    private int sinceRestart;

    public void Read(ref JpegBlocks blocks)
    {
        // One plane alone comes block by block; several take turns with the blocks of a unit each.
        if (parts is [var only])
        {
            for (var row = 0; row < only.Component.Rows; row++)
            {
                for (var column = 0; column < only.Component.Columns; column++)
                {
                    Begin(ref blocks);
                    blocks.Read(only.Component.Block(row, column), only.Means, only.Others, ref predicted[0]);
                }
            }

            return;
        }

        for (var row = 0; row < frame.UnitsDown; row++)
        {
            for (var column = 0; column < frame.UnitsAcross; column++)
            {
                Begin(ref blocks);
                ReadUnit(ref blocks, row, column);
            }
        }
    }

    private void ReadUnit(ref JpegBlocks blocks, int row, int column)
    {
        for (var i = 0; i < parts.Length; i++)
        {
            var part = parts[i];
            for (var down = 0; down < part.Component.Down; down++)
            {
                for (var across = 0; across < part.Component.Across; across++)
                    blocks.Read(part.Component.Block((row * part.Component.Down) + down, (column * part.Component.Across) + across), part.Means, part.Others, ref predicted[i]);
            }
        }
    }

    private void Begin(ref JpegBlocks blocks)
    {
        if (restartInterval == 0)
            return;
        if (sinceRestart == restartInterval)
        {
            if (!blocks.PassRestart())
                throw new InvalidDataException("a marker within its pixels is missing; it is damaged");
            Array.Clear(predicted);
            sinceRestart = 0;
        }

        sinceRestart++;
    }
}
