using System.Collections.Immutable;
using Dsl.Language.Graph;

namespace Dsl.Language.Binding.Units;

/// <summary>Finds every unit: the public static fields of the classes marked <see cref="UnitFamilyAttribute"/>.</summary>
public static class UnitCatalog
{
    // Looking through the whole assembly for the attribute would take long; a test compares this list with it.
    private static readonly Type[] Families = [typeof(ChartUnits), typeof(GenerationUnits), typeof(GradientUnits), typeof(ModelUnits), typeof(ShapeUnits), typeof(ShowUnits), typeof(TrainingUnits)];

    /// <summary>All units, in the order of families and fields.</summary>
    public static ImmutableArray<Unit> All { get; } = FamilyFields.Of<Unit>(Families);
}
