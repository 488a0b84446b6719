using System.Collections.Immutable;

namespace Dsl.Language.Binding.Units;

/// <summary>Finds every unit: the public static fields of the classes marked <see cref="UnitFamilyAttribute"/>.</summary>
public static class UnitCatalog
{
    /// <summary>All units, in the order of families and fields.</summary>
    public static ImmutableArray<Unit> All { get; } =
    [
        // Asking the runtime for the fields of the families, or for the families, would take as long as much of what a small script needs; a test compares.
        ChartUnits.Plot, ChartUnits.Histogram, ChartUnits.Show,
        GenerationUnits.Generate, GenerationUnits.Quantize,
        GradientUnits.Grad, GradientUnits.Minimize, GradientUnits.Recompute,
        ModelUnits.Parameters, ModelUnits.ParameterCount, ModelUnits.Save, ModelUnits.Load, ModelUnits.Export,
        ShapeUnits.Shape, ShapeUnits.Rank, ShapeUnits.Size, ShapeUnits.IsInt, ShapeUnits.ElementTypeOf, ShapeUnits.Rearrange,
        ShowUnits.Print, ShowUnits.Seed, ShowUnits.Summary, ShowUnits.Graph,
        TrainingUnits.Train, TrainingUnits.Evaluate, TrainingUnits.Accuracy, TrainingUnits.Confusion, TrainingUnits.Predict,
    ];
}
