namespace Dsl.Language.Text;

/// <summary>A name that a file source lists, as a script would write it behind the folder asked for.</summary>
public readonly record struct ListedFile(string Name, bool IsFolder);
