namespace Dsl.Language.Programs;

/// <summary>A field of training data that holds numbers of classes.</summary>
/// <param name="Field">Its name.</param>
/// <param name="Classes">How many classes the output has room for: the field's numbers go from 0 to one less.</param>
public sealed record ClassField(string Field, long Classes);
