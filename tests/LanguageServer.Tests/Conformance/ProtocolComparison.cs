using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Dsl.LanguageServer.Messages;
using Dsl.LanguageServer.Protocol;

namespace Dsl.LanguageServer.Tests.Conformance;

/// <summary>Compares our message types with those of the protocol: names, what may be missing, and what the values are.</summary>
internal sealed class ProtocolComparison(ProtocolModel model)
{
    // One record of ours for a choice that the protocol tells apart by a literal or by which parts are there.
    private static readonly Type[] FlatChoices =
        [typeof(DocumentDiagnosticReport), typeof(WorkspaceDocumentDiagnosticReport), typeof(SemanticTokensDelta), typeof(TextDocumentContentChangeEvent)];

    private readonly HashSet<(Type, int, bool)> running = [];
    private readonly List<string> findings = [];

    /// <summary>What does not fit.</summary>
    public IReadOnlyList<string> Findings => findings;

    /// <summary>How many parts of records were compared.</summary>
    public int Compared { get; private set; }

    /// <summary>Compares a type of ours with one of the protocol.</summary>
    /// <param name="ours">Our type.</param>
    /// <param name="theirs">The number of the protocol's.</param>
    /// <param name="isSent">Whether the server sends it; else it reads it.</param>
    /// <param name="place">Where this is.</param>
    public void Compare(JsonTypeInfo ours, int theirs, bool isSent, string place)
    {
        var type = Nullable.GetUnderlyingType(ours.Type) ?? ours.Type;
        if (type == typeof(JsonElement) || type == typeof(NoParams) || !running.Add((type, theirs, isSent)))
            return;
        if (type != ours.Type)
            ours = ours.Options.GetTypeInfo(type);
        var alternatives = model.Alternatives(theirs).Where(static a => KindOf(a) is not ("null" or "nothing")).ToList();
        if (alternatives.Any(static a => KindOf(a) == "any"))
            return;
        var fitting = alternatives.Where(a => Fits(type, ours, KindOf(a))).ToList();

        // What is sent must be one of the alternatives; what is read may be any of them.
        if (fitting.Count == 0 || (!isSent && fitting.Count < alternatives.Count))
        {
            findings.Add($"{place}: {type.Name} stands for {string.Join(" | ", alternatives.Select(KindOf).Distinct())}");
            return;
        }

        if (type.IsEnum)
            CompareValues(type, fitting, place);
        else if (ours.Kind == JsonTypeInfoKind.Enumerable)
            CompareElements(ours, fitting, isSent, place);
        else if (ours.Kind == JsonTypeInfoKind.Dictionary)
            fitting.Where(static a => a.TryGetProperty("values", out _)).ToList().ForEach(a => Compare(ours.Options.GetTypeInfo(ours.ElementType!), a.GetProperty("values").GetInt32(), isSent, place + "{}"));
        else if (ours.Kind == JsonTypeInfoKind.Object)
            CompareParts(ours, fitting, isSent, place);
    }

    private static string KindOf(JsonElement theirs) => theirs.GetProperty("kind").GetString()!;

    private static bool Fits(Type type, JsonTypeInfo ours, string kind) => kind switch
    {
        "string" => type == typeof(string) || type == typeof(RequestId),
        "number" => type == typeof(int) || type == typeof(uint) || type.IsEnum || type == typeof(RequestId),
        "boolean" => type == typeof(bool),
        "array" => ours.Kind == JsonTypeInfoKind.Enumerable,
        _ => ours.Kind is JsonTypeInfoKind.Object or JsonTypeInfoKind.Dictionary,
    };

    private void CompareValues(Type type, List<JsonElement> numbers, string place)
    {
        var known = numbers.Where(static n => n.TryGetProperty("value", out _)).Select(static n => n.GetProperty("value").GetInt32()).ToHashSet();
        foreach (var value in Enum.GetValuesAsUnderlyingType(type).Cast<int>())
        {
            if (known.Count > 0 && !known.Contains(value))
                findings.Add($"{place}: {type.Name} has the value {value}, which the protocol has not");
        }
    }

    private void CompareElements(JsonTypeInfo ours, List<JsonElement> arrays, bool isSent, string place)
    {
        var element = ours.Options.GetTypeInfo(ours.ElementType!);
        var attempts = arrays.Select(array => Attempt(element, array.GetProperty("element").GetInt32(), isSent, place + "[]")).ToList();
        Keep(attempts, isSent);
    }

    private void CompareParts(JsonTypeInfo ours, List<JsonElement> objects, bool isSent, string place)
    {
        if (FlatChoices.Contains(Nullable.GetUnderlyingType(ours.Type) ?? ours.Type))
        {
            foreach (var part in ours.Properties.Where(part => !objects.Any(o => o.GetProperty("properties").TryGetProperty(part.Name, out _))))
                findings.Add($"{place}: no alternative has {part.Name}");
            return;
        }

        var attempts = objects.Select(alternative =>
        {
            var attempt = new ProtocolComparison(model);
            attempt.running.UnionWith(running);
            attempt.CompareWith(ours, alternative.GetProperty("properties"), isSent, place);
            return attempt;
        }).ToList();
        Keep(attempts, isSent);
    }

    private void CompareWith(JsonTypeInfo ours, JsonElement theirs, bool isSent, string place)
    {
        foreach (var part in ours.Properties)
        {
            Compared++;
            if (!theirs.TryGetProperty(part.Name, out var same))
            {
                findings.Add($"{place}: the protocol has no {part.Name}");
                continue;
            }

            var type = same.GetProperty("type").GetInt32();
            var mayBeMissing = same.GetProperty("optional").GetBoolean();
            var mayBeNull = model.Alternatives(type).Any(static a => KindOf(a) == "null");
            if (!isSent && mayBeMissing && part.IsRequired)
                findings.Add($"{place}.{part.Name} may be missing, and we ask for it");
            if (!isSent && mayBeNull && !part.IsSetNullable && part.PropertyType.IsValueType && Nullable.GetUnderlyingType(part.PropertyType) is null)
                findings.Add($"{place}.{part.Name} may be null, and we refuse it");
            var isLeftOut = part.IsGetNullable && (part.ShouldSerialize?.Invoke(new object(), null) ?? true) == false;
            if (isSent && !mayBeMissing && (isLeftOut || (part.IsGetNullable && !mayBeNull)))
                findings.Add($"{place}.{part.Name} must be there, and we may leave it out");
            Compare(part.Options.GetTypeInfo(part.PropertyType), type, isSent, $"{place}.{part.Name}");
        }

        foreach (var missing in theirs.EnumerateObject().Where(p => isSent && !p.Value.GetProperty("optional").GetBoolean() && ours.Properties.All(part => part.Name != p.Name)))
            findings.Add($"{place}.{missing.Name} must be there, and we do not have it");
    }

    private ProtocolComparison Attempt(JsonTypeInfo ours, int theirs, bool isSent, string place)
    {
        var attempt = new ProtocolComparison(model);
        attempt.running.UnionWith(running);
        attempt.Compare(ours, theirs, isSent, place);
        return attempt;
    }

    private void Keep(List<ProtocolComparison> attempts, bool isSent)
    {
        var kept = isSent ? [attempts.MinBy(static a => a.findings.Count)!] : attempts;
        foreach (var attempt in kept)
        {
            findings.AddRange(attempt.findings);
            Compared += attempt.Compared;
        }
    }
}
