using Dsl.Language.Graph;
using Dsl.Language.Syntax;

namespace Dsl.Language.Binding;

/// <summary>A differentiation as it was elaborated.</summary>
/// <param name="Scalar">What was differentiated.</param>
/// <param name="By">What it was differentiated by.</param>
/// <param name="Name">The name of that in the script.</param>
/// <param name="Function">The function whose gradient it is; null for that of a value.</param>
public sealed record RecordedGradient(Node Scalar, Node By, string Name, SyntaxNode? Function);
