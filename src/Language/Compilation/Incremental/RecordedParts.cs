using System.Collections.Immutable;
using Dsl.Language.Binding;
using Dsl.Language.Binding.Values;
using Dsl.Language.Text;

namespace Dsl.Language.Compilation.Incremental;

/// <summary>What was seen at places of a script, collected from statements that were checked now and from those that were checked before.</summary>
/// <param name="statements">The statements.</param>
/// <param name="version">Where they begin.</param>
internal sealed class RecordedParts(ImmutableArray<CheckedStatement> statements, ScriptVersion version)
{
    private readonly List<ImmutableArray<SeenPart>> parts = [];

    /// <summary>Adds what is known.</summary>
    public void Add(ImmutableArray<SeenPart> part) => parts.Add(part);

    /// <summary>Adds what was seen now; gives it by statement, so that it can be found again in a later version.</summary>
    public ImmutableArray<SeenPart> Take(RecordedValues values)
    {
        var part = ImmutableArray.CreateBuilder<SeenPart>(values.All.Count);
        foreach (var (span, value) in values.All)
            Add(span, value, null, null);
        foreach (var (span, gradient) in values.AllGradients)
            Add(span, null, gradient, null);
        foreach (var (span, type) in values.AllTrained)
            Add(span, null, null, type);
        var taken = part.ToImmutable();
        parts.Add(taken);
        return taken;

        void Add(TextSpan span, Value? value, RecordedGradient? gradient, TrainedType? trained)
        {
            var index = version.IndexAt(span.Start);
            if (index >= 0)
                part.Add(new SeenPart(statements[index], new TextSpan(span.Start - version.StartOf(index), span.Length), value, gradient, trained));
        }
    }

    /// <summary>All of it by the places in this version. What was seen of declarations alone is what is general, and counts.</summary>
    public RecordedValues Merge(RecordedParts particular, IEnumerable<StatementFindings?> findings)
    {
        var starts = version.Starts();
        var merged = new Dictionary<TextSpan, Value>();
        var gradients = new Dictionary<TextSpan, RecordedGradient>();
        var trained = new Dictionary<TextSpan, TrainedType>();
        foreach (var part in particular.parts.Concat(parts))
        {
            foreach (var (place, span, value, gradient, type) in part)
            {
                if (!starts.TryGetValue(place.Identity, out var start))
                    continue;
                var here = new TextSpan(start + span.Start, span.Length);
                if (value is not null)
                    merged[here] = value;
                if (gradient is not null)
                    gradients[here] = gradient;
                if (type is not null)
                    trained[here] = type;
            }
        }

        var older = new Dictionary<SourceText, ScriptVersion>(ReferenceEqualityComparer.Instance);
        foreach (var found in findings)
        {
            if (found is not null)
                older.TryAdd(found.Version.Source, found.Version);
        }

        var source = version.Source;
        return new RecordedValues(source, merged, gradients, trained, location => older.TryGetValue(location.Source, out var then) ? then.Move(location, source, starts) ?? location : location);
    }
}
