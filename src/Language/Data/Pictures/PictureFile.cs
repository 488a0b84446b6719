namespace Dsl.Language.Data.Pictures;

/// <summary>A picture by its name, and the number of its class.</summary>
/// <param name="Name">The file as a script could write it.</param>
/// <param name="Class">Its class; 0 where there are none.</param>
public readonly record struct PictureFile(string Name, int Class);
