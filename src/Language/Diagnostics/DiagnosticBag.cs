using System.Collections.Immutable;
using Dsl.Language.Text;

namespace Dsl.Language.Diagnostics;

/// <summary>Collects the diagnostics of one stage; the same mistake at the same place is kept once.</summary>
public sealed class DiagnosticBag
{
    private readonly List<Diagnostic> items = [];
    private readonly HashSet<(string Code, SourceText Source, TextSpan Span)> seen = [];

    public int Count => items.Count;

    /// <summary>How often something was reported, also where it was known already.</summary>
    public int Reports { get; private set; }

    public bool HasErrors => items.Exists(static d => d.IsError);

    /// <summary>Whether a mistake of this kind was reported.</summary>
    public bool Has(DiagnosticDescriptor descriptor) => items.Exists(d => d.Descriptor == descriptor);

    public void Add(Diagnostic diagnostic)
    {
        Reports++;
        if (seen.Add((diagnostic.Code, diagnostic.Location.Source, diagnostic.Location.Span)))
            items.Add(diagnostic);
    }

    public void Report(DiagnosticDescriptor descriptor, SourceLocation location, string message) =>
        Add(new Diagnostic(descriptor, location, message));

    public void AddRange(IEnumerable<Diagnostic> diagnostics)
    {
        foreach (var diagnostic in diagnostics)
            Add(diagnostic);
    }

    public ImmutableArray<Diagnostic> ToImmutable() => [.. items];
}
