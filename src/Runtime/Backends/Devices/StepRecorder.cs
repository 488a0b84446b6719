namespace Dsl.Runtime.Backends.Devices;

/// <summary>
/// Runs a machine's steps, and records what is the same in two runs one after the other, so that the device gets all of it by one call from then on. A few recordings
/// are kept, for places that take turns (batches in two buffers). Steps that the host takes part in stay outside.
/// </summary>
/// <param name="machine">Whose steps they are.</param>
internal sealed class StepRecorder(DeviceMachine machine) : IDisposable
{
    private const int MostRecordings = 4;

    private readonly List<Section> sections = [];
    private bool isRefused;

    /// <summary>Puts the steps from one position to another into the queue.</summary>
    public void Run(int first, int limit, CancellationToken cancellation)
    {
        for (var start = first; start < limit;)
        {
            var end = start;
            while (end < limit && machine.IsRecordable(end))
                end++;
            if (end == start)
            {
                machine.Enqueue(start, ++end, cancellation);
            }
            else
            {
                cancellation.ThrowIfCancellationRequested();
                RunSection(SectionOf(start, end), cancellation);
            }

            start = end;
        }
    }

    public void Dispose()
    {
        foreach (var section in sections)
            section.Dispose();
        sections.Clear();
    }

    private void RunSection(Section section, CancellationToken cancellation)
    {
        var places = machine.Places;
        foreach (var recording in section.Recordings)
        {
            if (!places.SequenceEqual(recording.Places))
                continue;
            recording.Sequence.Launch();
            machine.Context.Traffic.Sequences++;
            return;
        }

        var isRepeated = section.Last is { } last && places.SequenceEqual(last);
        if (!isRepeated || isRefused)
        {
            section.Last ??= new DevicePlace[places.Length];
            places.CopyTo(section.Last);
            machine.Enqueue(section.First, section.Limit, cancellation);
            return;
        }

        if (Record(section) is { } sequence)
        {
            section.Keep(new Recording(places.ToArray(), sequence));
            sequence.Launch();
            machine.Context.Traffic.Sequences++;
            return;
        }

        // A device that refused once is not asked again.
        isRefused = true;
        machine.Enqueue(section.First, section.Limit, cancellation);
    }

    // A method of its own: what the action captures is allocated only where something is recorded.
    private DeviceSequence? Record(Section section) =>
        machine.Context.Record(() => machine.Enqueue(section.First, section.Limit, CancellationToken.None));

    private Section SectionOf(int first, int limit)
    {
        foreach (var section in sections)
        {
            if (section.First == first && section.Limit == limit)
                return section;
        }

        var added = new Section(first, limit);
        sections.Add(added);
        return added;
    }

    private sealed record Recording(DevicePlace[] Places, DeviceSequence Sequence);

    private sealed class Section(int first, int limit) : IDisposable
    {
        private int next;

        public int First { get; } = first;

        public int Limit { get; } = limit;

        public List<Recording> Recordings { get; } = [];

        /// <summary>The places of the last run that was not recorded.</summary>
        public DevicePlace[]? Last { get; set; }

        public void Keep(Recording recording)
        {
            if (Recordings.Count < MostRecordings)
            {
                Recordings.Add(recording);
                return;
            }

            Recordings[next].Sequence.Dispose();
            Recordings[next] = recording;
            next = (next + 1) % MostRecordings;
        }

        public void Dispose()
        {
            foreach (var recording in Recordings)
                recording.Sequence.Dispose();
        }
    }
}
