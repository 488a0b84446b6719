using System.Collections.Immutable;
using System.Reflection;

namespace Dsl.Language.Binding.Units;

/// <summary>Finds every unit: the public static fields of the classes marked <see cref="UnitFamilyAttribute"/>.</summary>
public static class UnitCatalog
{
    private static readonly Lazy<ImmutableArray<Unit>> Units = new(static () =>
    [
        .. typeof(UnitCatalog).Assembly.GetTypes()
            .Where(static type => type.IsDefined(typeof(UnitFamilyAttribute), inherit: false))
            .OrderBy(static type => type.Name, StringComparer.Ordinal)
            .SelectMany(static type => type.GetFields(BindingFlags.Public | BindingFlags.Static))
            .Where(static field => field.FieldType == typeof(Unit))
            .Select(static field => (Unit)field.GetValue(null)!),
    ]);

    /// <summary>All units, in the order of families and fields.</summary>
    public static ImmutableArray<Unit> All => Units.Value;
}
