namespace Dsl.Language.Graph;

/// <summary>Marks a static class whose public static fields of type <see cref="Operator"/> belong to the catalogue.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class OperatorFamilyAttribute : Attribute;
