namespace Dsl.Language.Diagnostics;

/// <summary>How much a diagnostic weighs: an error stops a run, a warning does not.</summary>
public enum DiagnosticSeverity
{
    Error,
    Warning,
    Information,
}
