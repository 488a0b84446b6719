namespace Dsl.Language.Binding.Units;

/// <summary>Marks a static class whose public static fields of type <see cref="Unit"/> belong to the catalogue.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class UnitFamilyAttribute : Attribute;
