using Dsl.Language.Text;

namespace Dsl.Language.Services.Signatures;

/// <summary>A parameter in a signature.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Place">Where it stands in the signature's label.</param>
/// <param name="Documentation">What it is for, where that is said.</param>
public sealed record SignatureParameter(string Name, TextSpan Place, string? Documentation);
