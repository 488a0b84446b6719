namespace Dsl.Language.Data.Pictures;

/// <summary>What a script says about its pictures; null for what it leaves to the first of them.</summary>
/// <param name="Size">Rows of a scaled picture, and columns where <paramref name="Width"/> says nothing else.</param>
/// <param name="Width">Columns of a scaled picture.</param>
/// <param name="Color">Whether pictures have three channels.</param>
/// <param name="Form">How a picture is handed over.</param>
public sealed record PictureArguments(long? Size, long? Width, bool? Color, string? Form);
