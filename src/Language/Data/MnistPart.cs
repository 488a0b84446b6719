namespace Dsl.Language.Data;

/// <summary>The files of one part of MNIST, found and with their headers read.</summary>
public sealed record MnistPart(string ImagesPath, string LabelsPath, TensorFileHeader Images, TensorFileHeader Labels);
