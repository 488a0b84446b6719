using System.Collections.Immutable;
using Dsl.LanguageServer.Messages;

namespace Dsl.LanguageServer.Protocol;

/// <summary>One report.</summary>
internal sealed record ProtocolDiagnostic(ProtocolRange Range, string Message)
{
    public ProtocolSeverity? Severity { get; init; }

    public string? Code { get; init; }

    public CodeDescription? CodeDescription { get; init; }

    public string? Source { get; init; }

    public ImmutableArray<int>? Tags { get; init; }

    public ImmutableArray<DiagnosticRelatedInformation>? RelatedInformation { get; init; }

    public DiagnosticData? Data { get; init; }
}

/// <summary>The weight of a report.</summary>
internal enum ProtocolSeverity
{
    Error = 1,
    Warning = 2,
    Information = 3,
    Hint = 4,
}

/// <summary>Where a code is explained.</summary>
internal sealed record CodeDescription(string Href);

/// <summary>A place that has to do with a report.</summary>
internal sealed record DiagnosticRelatedInformation(Location Location, string Message);

/// <summary>What the server keeps with a report: the titles of what may mend it.</summary>
internal sealed record DiagnosticData(ImmutableArray<string> Fixes);

/// <summary>All reports on a document.</summary>
internal sealed record PublishDiagnosticsParams(string Uri, int? Version, ImmutableArray<ProtocolDiagnostic> Diagnostics);

/// <summary>A question for the reports on a document.</summary>
internal sealed record DocumentDiagnosticParams(TextDocumentIdentifier TextDocument, string? PreviousResultId = null);

/// <summary>The reports on a document, or that they are as before, by the kind.</summary>
internal sealed record DocumentDiagnosticReport(string Kind, string? ResultId, ImmutableArray<ProtocolDiagnostic>? Items)
{
    public const string Full = "full";

    public const string Unchanged = "unchanged";
}

/// <summary>A question for the reports on all documents.</summary>
internal sealed record WorkspaceDiagnosticParams(ImmutableArray<PreviousResultId> PreviousResultIds, RequestId? WorkDoneToken = null) : IHasParts
{
    bool IHasParts.HasAllParts => !PreviousResultIds.Contains(null!);
}

/// <summary>What the client knows of a document.</summary>
internal sealed record PreviousResultId(string Uri, string Value);

/// <summary>The reports on all documents.</summary>
internal sealed record WorkspaceDiagnosticReport(ImmutableArray<WorkspaceDocumentDiagnosticReport> Items);

/// <summary>The reports on one of all documents, or that they are as before.</summary>
internal sealed record WorkspaceDocumentDiagnosticReport(
    string Kind, string Uri, [property: System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.Never)] int? Version,
    string? ResultId, ImmutableArray<ProtocolDiagnostic>? Items);
