using Dsl.Language.Graph;

namespace Dsl.Language.Programs;

/// <summary>What is continued: text or tokens; one of the two is null.</summary>
public sealed record GenerationPrompt(ProgramValue? Text, Node? Tokens);
