using System.Collections.Immutable;
using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Storage;

/// <summary>
/// A folder with the last checkpoints of a training. A checkpoint is written whole, then listed; only then are older ones removed. So whenever the program ends, the list
/// names sound checkpoints.
/// </summary>
public sealed class CheckpointFolder
{
    private readonly string folder;
    private readonly string name;
    private readonly int keep;
    private CheckpointIndex index = new([]);
    private bool holdsOthersBest;

    /// <param name="folder">Its path; it is made when the first checkpoint is written.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <param name="keep">How many checkpoints stay.</param>
    public CheckpointFolder(string folder, string name, long keep)
    {
        this.folder = folder;
        this.name = name;
        this.keep = (int)Math.Clamp(keep, 1, int.MaxValue);
    }

    /// <summary>The step of the last checkpoint, or null without one.</summary>
    public long? Newest => index.Steps.IsEmpty ? null : index.Steps[^1];

    /// <summary>The steps of the checkpoints, in order.</summary>
    public ImmutableArray<long> Steps => index.Steps;

    /// <summary>The path of the checkpoint after so many steps.</summary>
    public string PathOf(long step) => Path.Combine(folder, CheckpointNames.OfStep(step));

    /// <summary>What to call that checkpoint in messages.</summary>
    public string NameOf(long step) => $"{name}/{CheckpointNames.OfStep(step)}";

    /// <summary>Reads which checkpoints there are, to go on from the last.</summary>
    public StorageFailure? Open()
    {
        var (found, failure) = CheckpointIndex.Read(folder, name);
        index = found ?? new CheckpointIndex([]);
        return failure;
    }

    /// <summary>
    /// Begins a list of its own. That it is empty is written before anything is trained: whoever goes on after this training was ended finds nothing of the one that it replaces. Files of that
    /// one are removed when the first checkpoint is there.
    /// </summary>
    public StorageFailure? Replace()
    {
        index = new CheckpointIndex([]);
        holdsOthersBest = true;
        return File.Exists(Path.Combine(folder, CheckpointNames.IndexFile)) ? index.Write(folder) : null;
    }

    /// <summary>Writes a checkpoint, lists it, and removes what is not to be kept any longer.</summary>
    /// <param name="step">The steps done.</param>
    /// <param name="tensors">Its tensors.</param>
    /// <param name="metadata">Its metadata.</param>
    public StorageFailure? Write(long step, ImmutableArray<(string Name, Tensor Value)> tensors, ImmutableSortedDictionary<string, string> metadata)
    {
        if (Make() is { } folderFailure)
            return folderFailure;
        if (SafetensorsWriter.Write(PathOf(step), tensors, metadata) is { } failure)
            return failure;
        ImmutableArray<long> steps = [.. index.Steps.Where(s => s < step), step];
        index = new CheckpointIndex(steps.Length > keep ? steps[^keep..] : steps);
        if (index.Write(folder) is { } indexFailure)
            return indexFailure;
        RemoveUnlisted();
        return null;
    }

    /// <summary>Writes the weights of the best record so far.</summary>
    /// <param name="tensors">The weights.</param>
    /// <param name="metadata">What is said about them.</param>
    public StorageFailure? WriteBest(ImmutableArray<(string Name, Tensor Value)> tensors, ImmutableSortedDictionary<string, string> metadata)
    {
        var failure = Make() ?? SafetensorsWriter.Write(Path.Combine(folder, CheckpointNames.BestFile), tensors, metadata);
        holdsOthersBest &= failure is not null;
        return failure;
    }

    /// <summary>Makes the folder and says why no file could be written there, or null where one can.</summary>
    public StorageFailure? Try() => Make() ?? AtomicFile.Try(Path.Combine(folder, CheckpointNames.IndexFile));

    private StorageFailure? Make()
    {
        if (File.Exists(folder))
            return new StorageFailure(StorageErrors.CannotAccess, $"the folder '{name}' cannot be made: there is a file of this name");
        try
        {
            Directory.CreateDirectory(folder);
            return null;
        }
        catch (Exception exception) when (AtomicFile.IsExpected(exception))
        {
            return new StorageFailure(StorageErrors.CannotAccess, $"the folder '{name}' cannot be made: {AtomicFile.Reason(exception)}");
        }
    }

    // Older checkpoints, those of a training that this one replaces, and files that a killed program left unfinished.
    private void RemoveUnlisted()
    {
        try
        {
            if (holdsOthersBest)
                AtomicFile.Remove(Path.Combine(folder, CheckpointNames.BestFile));
            holdsOthersBest = false;
            var listed = index.Steps.Select(CheckpointNames.OfStep).ToHashSet(StringComparer.Ordinal);
            foreach (var path in Directory.EnumerateFiles(folder))
            {
                var name = Path.GetFileName(path);
                if (!listed.Contains(name) && CheckpointNames.IsOwn(name))
                    AtomicFile.Remove(path);
            }
        }
        catch (Exception exception) when (AtomicFile.IsExpected(exception))
        {
            // What stays behind takes room and does no harm: it is not listed.
        }
    }
}
