using Dsl.Language.Binding.Units;
using Dsl.Language.Data;
using Dsl.Language.Graph;
using Dsl.Language.Operators;

namespace Dsl.Architecture.Tests;

/// <summary>Catalogs name their families so that start-up need not look for them: none may be left out.</summary>
public class CatalogFamilyTests
{
    [Fact]
    public void EveryOperatorFamilyIsInTheCatalog() => AssertComplete(typeof(OperatorFamilyAttribute), typeof(Operator), OperatorCatalog.All.Length);

    [Fact]
    public void EveryUnitFamilyIsInTheCatalog() => AssertComplete(typeof(UnitFamilyAttribute), typeof(Unit), UnitCatalog.All.Length);

    [Fact]
    public void EveryDataFunctionFamilyIsInTheCatalog() => AssertComplete(typeof(DataFunctionFamilyAttribute), typeof(DataFunction), DataCatalog.All.Length);

    private static void AssertComplete(Type attribute, Type element, int known) => Assert.Equal(
        attribute.Assembly.GetTypes().Where(type => type.IsDefined(attribute, inherit: false)).Sum(type => type.GetFields().Count(field => field.IsStatic && field.FieldType == element)),
        known);
}
