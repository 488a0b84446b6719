using System.Reflection;
using Dsl.Language.Diagnostics;
using Dsl.Runtime.Execution;

namespace Dsl.Architecture.Tests;

/// <summary>Finds the catalogues of diagnostics.</summary>
internal static class DiagnosticCatalogs
{
    public static IEnumerable<Type> Types() =>
        new[] { typeof(Diagnostic).Assembly, typeof(IBackend).Assembly }.SelectMany(static a => a.GetTypes())
            .Where(static type => type.IsDefined(typeof(DiagnosticCatalogAttribute), inherit: false));

    public static IEnumerable<DiagnosticDescriptor> Of(Type catalog) =>
        catalog.GetFields(BindingFlags.Public | BindingFlags.Static).Where(static f => f.FieldType == typeof(DiagnosticDescriptor))
            .Select(static f => (DiagnosticDescriptor)f.GetValue(null)!);
}
