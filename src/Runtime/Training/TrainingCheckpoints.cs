using System.Collections.Immutable;
using System.Globalization;
using Dsl.Language.Diagnostics;
using Dsl.Language.Graph;
using Dsl.Language.Programs;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Storage;

namespace Dsl.Runtime.Training;

/// <summary>Stores a training while it goes on, and brings a stored one back: all tensors and the state, or nothing.</summary>
/// <param name="environment">Holds the variables.</param>
/// <param name="action">The training.</param>
/// <param name="plan">What is stored.</param>
/// <param name="path">The folder.</param>
/// <param name="name">What to call the folder in messages.</param>
internal sealed class TrainingCheckpoints(ExecutionEnvironment environment, TrainAction action, CheckpointPlan plan, string path, string name)
{
    private const string BeginsAnew = "without resume: true the training begins anew and replaces it";

    private readonly CheckpointFolder folder = new(path, name, plan.Keep);
    private readonly Dictionary<Variable, string> paths = plan.Weights.ToDictionary(static w => w.Variable, static w => w.Path);
    private long storedBest = -1;

    /// <summary>The step of the last checkpoint stored or read; null before.</summary>
    public long? LastStored { get; private set; }

    /// <summary>The file of the last checkpoint stored or read.</summary>
    public string LastFile => folder.NameOf(LastStored ?? 0);

    /// <summary>Reads the list of what is in the folder. A training that does not go on from it begins a list of its own, so one that cannot be read does not matter to it.</summary>
    /// <param name="newest">The step of the last checkpoint there, or null.</param>
    public Diagnostic? Open(out long? newest)
    {
        var failure = folder.Open();
        newest = folder.Newest;
        return ToDiagnostic(plan.Resumes ? failure : folder.Replace());
    }

    /// <summary>Brings the last checkpoint back that is sound. One that is damaged or missing is passed over for the one before; one that is sound and does not fit is a fault.</summary>
    /// <param name="curves">Filled.</param>
    /// <param name="best">Filled.</param>
    /// <param name="state">The rest of what was stored, or null without a checkpoint.</param>
    /// <param name="passedOver">What is wrong with each newer checkpoint.</param>
    public Diagnostic? Resume(TrainingCurves curves, BestRecord best, out TrainingState? state, out ImmutableArray<string> passedOver)
    {
        (state, passedOver) = (null, []);
        StorageFailure? newest = null;
        foreach (var step in folder.Steps.Reverse())
        {
            if (Read(step, curves, best, out state, out var isDamaged) is not { } failure)
                return null;
            if (!isDamaged)
                return ToDiagnostic(failure);
            newest ??= failure;
            passedOver = passedOver.Add(failure.Message);
        }

        // Nothing is left to go on from.
        return ToDiagnostic(newest is null ? null : newest with { Notes = [.. newest.Notes, .. passedOver.Skip(1), "without resume: true the training begins anew"] });
    }

    /// <summary>Whether checkpoints can be stored at all, seen by making the folder and a file in it that is removed again.</summary>
    public Diagnostic? TryToStore() => ToDiagnostic(folder.Try());

    /// <summary>Stores where the training is.</summary>
    /// <param name="state">The state.</param>
    /// <param name="epoch">The passes done, for people who look into the file.</param>
    /// <param name="best">The best record so far.</param>
    public Diagnostic? Store(TrainingState state, double epoch, BestRecord best)
    {
        var hasBest = best.Snapshot is { IsTaken: true };
        if (hasBest && storedBest != best.Step)
        {
            var copies = best.Snapshot!.Copies();
            var weights = plan.Weights.Select(w => (w.Path, best.Step == state.Step ? environment.Variable(w.Variable) : copies.GetValueOrDefault(w.Variable) ?? environment.Variable(w.Variable)));
            var about = Metadata(("step", best.Step.ToString(CultureInfo.InvariantCulture)), ("loss", best.Loss.ToString("R", CultureInfo.InvariantCulture)));
            if (folder.WriteBest([.. weights], about) is { } bestFailure)
                return ToDiagnostic(bestFailure);
            storedBest = best.Step;
        }

        var tensors = Tensors();
        if (hasBest && best.Step != state.Step)
            tensors = [.. tensors, .. best.Snapshot!.Copies().Select(c => (CheckpointNames.BestPrefix + paths[c.Key], c.Value))];
        var metadata = Metadata(
            ("step", state.Step.ToString(CultureInfo.InvariantCulture)),
            ("epoch", epoch.ToString("0.###", CultureInfo.InvariantCulture)),
            ("seed", state.Seed.ToString(CultureInfo.InvariantCulture)),
            ("version", typeof(TrainingCheckpoints).Assembly.GetName().Version?.ToString(3) ?? "0"),
            (CheckpointNames.StateKey, TrainingStateText.Write(state)));
        var failure = folder.Write(state.Step, tensors, metadata);
        if (failure is null)
            LastStored = state.Step;
        return ToDiagnostic(failure);
    }

    private static ImmutableSortedDictionary<string, string> Metadata(params ReadOnlySpan<(string Key, string Value)> entries)
    {
        var metadata = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in entries)
            metadata.Add(key, value);
        return metadata.ToImmutable();
    }

    private ImmutableArray<(string Name, Tensor Value)> Tensors() =>
        [.. plan.Weights.Concat(plan.OptimizerStates).Select(t => (t.Path, environment.Variable(t.Variable)))];

    // Everything is checked before the first number is changed.
    private StorageFailure? Read(long step, TrainingCurves curves, BestRecord best, out TrainingState? state, out bool isDamaged)
    {
        (state, isDamaged) = (null, true);
        var file = folder.NameOf(step);
        try
        {
            using var stream = new FileStream(folder.PathOf(step), FileMode.Open, FileAccess.Read, FileShare.Read);
            var (header, failure) = SafetensorsReader.ReadHeader(stream, file);
            if (header is null)
                return failure;
            if (!header.Metadata.TryGetValue(CheckpointNames.StateKey, out var text))
                return new StorageFailure(StorageErrors.NotACheckpoint, $"'{file}' holds tensors, but not where a training was; it is no checkpoint");
            if (!header.Metadata.ContainsKey(SafetensorsHeader.ChecksumKey) || TrainingStateText.Read(text) is not { } found || found.Step != step)
                return new StorageFailure(StorageErrors.DamagedFile, $"'{file}' cannot be read: what it says about the training is damaged");
            if (!curves.Fits(found.Curves))
            {
                // Only a sound file can say so: else it may be what is damaged.
                if (SafetensorsReader.Verify(stream, file) is { } damage)
                    return damage;
                isDamaged = false;
                return new StorageFailure(StorageErrors.NotACheckpoint, $"'{file}' belongs to a training with other metrics, or without validation where this one has it")
                {
                    Notes = [BeginsAnew],
                };
            }

            var destinations = Tensors();
            var hasBest = double.IsFinite(found.BestLoss);
            if (hasBest && found.BestStep != step)
                destinations = [.. destinations, .. best.Snapshot!.Storage().Select(c => (CheckpointNames.BestPrefix + paths[c.Key], c.Value))];
            stream.Position = 0;
            if (SafetensorsReader.Read(stream, file, destinations) is { } mismatch)
            {
                isDamaged = mismatch.Descriptor != StorageErrors.DoesNotFit;
                return isDamaged ? mismatch : Explained(mismatch, file);
            }

            curves.Restore(found.Curves);
            best.Restore(found.BestLoss, found.BestStep, found.RecordsSinceBest, isHere: hasBest && found.BestStep == step);
            state = found;
            LastStored = step;
            return null;
        }
        catch (FileNotFoundException)
        {
            return new StorageFailure(StorageErrors.NotACheckpoint, $"the folder lists a checkpoint '{file}', and there is no such file");
        }
        catch (Exception exception) when (AtomicFile.IsExpected(exception))
        {
            isDamaged = false;
            return new StorageFailure(StorageErrors.CannotAccess, $"'{file}' cannot be read: {AtomicFile.Reason(exception)}");
        }
    }

    // Of another optimizer or precision the network is the same, and whoever has the weights may begin anew with them.
    private static StorageFailure Explained(StorageFailure mismatch, string file) =>
        mismatch.Notes.All(static note => note.StartsWith($"'{CheckpointNames.OptimizerPrefix}", StringComparison.Ordinal) || note.StartsWith("and ", StringComparison.Ordinal))
            ? new StorageFailure(mismatch.Descriptor, $"the weights in '{file}' fit, and the states of the optimizer do not: the training that stored them had another optimizer or another precision")
            {
                Notes = [.. mismatch.Notes, $"without resume: true the training begins anew; load(\"{file}\", ...) before it takes the weights alone"],
            }
            : mismatch with { Notes = [.. mismatch.Notes, BeginsAnew] };

    private Diagnostic? ToDiagnostic(StorageFailure? failure) =>
        failure is null ? null : new Diagnostic(failure.Descriptor, action.Location, failure.Message) { Notes = failure.Notes };
}
