namespace Dsl.Language.Binding.Units;

/// <summary>One parameter of a unit, with a few words for signature help.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Summary">What it is for.</param>
/// <param name="IsOptional">Whether a call may leave it out.</param>
/// <param name="IsNamed">Whether it is given by its name only, in a unit that takes any number of arguments.</param>
public sealed record UnitParameter(string Name, string Summary, bool IsOptional = false, bool IsNamed = false);
