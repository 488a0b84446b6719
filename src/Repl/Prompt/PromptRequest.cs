namespace Dsl.Repl.Prompt;

/// <summary>What <c>nn repl</c> is asked for.</summary>
/// <param name="Seed">The seed until an entry sets one.</param>
/// <param name="DataFolder">A folder to look for data in after the current one.</param>
/// <param name="Backend">The name of what computes; null for the default.</param>
/// <param name="Threads">Threads that compute; 0 for as many as the process may use.</param>
internal sealed record PromptRequest(long Seed = 0, string? DataFolder = null, string? Backend = null, int Threads = 0);
