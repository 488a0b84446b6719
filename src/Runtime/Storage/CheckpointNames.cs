using System.Globalization;

namespace Dsl.Runtime.Storage;

/// <summary>How the files of a checkpoint folder and what is in them are called.</summary>
public static class CheckpointNames
{
    /// <summary>The entry of the metadata that holds the state of a training; a file with it is a checkpoint.</summary>
    public const string StateKey = "training";

    /// <summary>What the names of an optimizer's states begin with.</summary>
    public const string OptimizerPrefix = "optimizer.";

    /// <summary>What the names of the best weights so far begin with, where they are not those of the checkpoint itself.</summary>
    public const string BestPrefix = "best.";

    /// <summary>The file that holds the weights of the best record alone.</summary>
    public const string BestFile = "best.safetensors";

    /// <summary>The list of the checkpoints of a folder.</summary>
    public const string IndexFile = "checkpoints.json";

    /// <summary>The file of the checkpoint after so many steps.</summary>
    public static string OfStep(long step) => string.Create(CultureInfo.InvariantCulture, $"step-{step:00000000}.safetensors");

    /// <summary>Whether a file was made as a checkpoint, or is one of this folder's files that was never finished.</summary>
    internal static bool IsOwn(string file)
    {
        var isUnfinished = file.EndsWith(AtomicFile.TemporaryEnding, StringComparison.Ordinal);
        if (isUnfinished && (file.StartsWith(BestFile + ".", StringComparison.Ordinal) || file.StartsWith(IndexFile + ".", StringComparison.Ordinal)))
            return true;
        var parts = file.Split('-', '.');
        return parts.Length >= 3 && parts[0] == "step" && parts[2] == "safetensors" && parts[1].Length >= 8 && parts[1].All(char.IsAsciiDigit)
            && (parts.Length == 3 || isUnfinished);
    }

    /// <summary>Whether a tensor of a file is what a checkpoint holds besides the weights.</summary>
    public static bool IsBesideWeights(SafetensorsHeader header, string name) =>
        header.Metadata.ContainsKey(StateKey)
        && (name.StartsWith(OptimizerPrefix, StringComparison.Ordinal) || name.StartsWith(BestPrefix, StringComparison.Ordinal));
}
