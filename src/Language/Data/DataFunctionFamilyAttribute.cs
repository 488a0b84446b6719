namespace Dsl.Language.Data;

/// <summary>Marks a static class whose public static fields of type <see cref="DataFunction"/> belong to the catalogue.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class DataFunctionFamilyAttribute : Attribute;
