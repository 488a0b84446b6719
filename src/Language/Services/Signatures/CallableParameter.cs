using Dsl.Language.Syntax;

namespace Dsl.Language.Services.Signatures;

/// <summary>A parameter of something that can be called.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Text">How a signature writes it, with type and default.</param>
/// <param name="Documentation">What it is for, where that is said.</param>
/// <param name="IsOptional">Whether a call may leave it out.</param>
/// <param name="Type">The type that its declaration writes.</param>
internal sealed record CallableParameter(string Name, string Text, string? Documentation, bool IsOptional, TypeSyntax? Type = null);
