namespace Dsl.Language.Binding;

/// <summary>A parameter as calls see it.</summary>
/// <param name="Name">What an argument names.</param>
/// <param name="IsOptional">Whether a call may leave it out.</param>
internal readonly record struct ParameterName(string Name, bool IsOptional);
