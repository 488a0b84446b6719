namespace Dsl.Language.Diagnostics;

/// <summary>
/// One kind of mistake: its stable code (<c>NN3001</c>), weight and headline. Each is declared once, as a public static
/// field of its stage's catalogue class, which carries <see cref="DiagnosticCatalogAttribute"/>.
/// </summary>
public sealed record DiagnosticDescriptor(string Code, DiagnosticSeverity Severity, string Title);
