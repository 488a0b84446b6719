namespace Dsl.Language.Diagnostics;

/// <summary>Marks a static class whose public static <see cref="DiagnosticDescriptor"/> fields are a stage's diagnostics.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class DiagnosticCatalogAttribute : Attribute;
