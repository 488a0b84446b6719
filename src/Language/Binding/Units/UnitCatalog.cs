using System.Collections.Immutable;
using System.Reflection;

namespace Dsl.Language.Binding.Units;

/// <summary>Finds every unit: the public static fields of the classes marked <see cref="UnitFamilyAttribute"/>.</summary>
public static class UnitCatalog
{
    // Looking through the whole assembly for the attribute would take long; a test compares this list with it.
    private static readonly Type[] Families = [typeof(GenerationUnits), typeof(GradientUnits), typeof(ModelUnits), typeof(ShapeUnits), typeof(ShowUnits), typeof(TrainingUnits)];

    private static readonly Lazy<ImmutableArray<Unit>> Units = new(static () =>
    [
        .. Families
            .SelectMany(static type => type.GetFields(BindingFlags.Public | BindingFlags.Static))
            .Where(static field => field.FieldType == typeof(Unit))
            .Select(static field => (Unit)field.GetValue(null)!),
    ]);

    /// <summary>All units, in the order of families and fields.</summary>
    public static ImmutableArray<Unit> All => Units.Value;
}
