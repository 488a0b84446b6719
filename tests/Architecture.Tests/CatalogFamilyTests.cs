using System.Collections.Immutable;
using Dsl.Language.Binding.Units;
using Dsl.Language.Data;
using Dsl.Language.Graph;
using Dsl.Language.Operators;

namespace Dsl.Architecture.Tests;

/// <summary>Catalogs name their members so that start-up need not look for them: none may be left out.</summary>
public class CatalogFamilyTests
{
    [Fact]
    public void EveryOperatorFamilyIsInTheCatalog() => AssertComplete(typeof(OperatorFamilyAttribute), OperatorCatalog.All);

    [Fact]
    public void EveryUnitFamilyIsInTheCatalog() => AssertComplete(typeof(UnitFamilyAttribute), UnitCatalog.All);

    [Fact]
    public void EveryDataFunctionFamilyIsInTheCatalog() => AssertComplete(typeof(DataFunctionFamilyAttribute), DataCatalog.All);

    private static void AssertComplete<T>(Type attribute, ImmutableArray<T> known)
        where T : class => Assert.Equal(
        attribute.Assembly.GetTypes().Where(type => type.IsDefined(attribute, inherit: false)).OrderBy(static type => type.Name, StringComparer.Ordinal)
            .SelectMany(static type => type.GetFields()).Where(static field => field.IsStatic && field.FieldType == typeof(T)).Select(static field => (T)field.GetValue(null)!),
        known);
}
