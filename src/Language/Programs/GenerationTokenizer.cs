namespace Dsl.Language.Programs;

/// <summary>The two halves of a tokenizer.</summary>
public sealed record GenerationTokenizer(DataReference Encoder, DataReference Decoder);
