namespace Dsl.Language.Binding.Units;

/// <summary>One parameter of a unit, with a few words for signature help.</summary>
public sealed record UnitParameter(string Name, string Summary, bool IsOptional = false);
