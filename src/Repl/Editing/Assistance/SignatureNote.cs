namespace Dsl.Repl.Editing.Assistance;

/// <summary>How the function is called whose arguments are being typed.</summary>
/// <param name="Start">Where its open bracket is in the entry.</param>
/// <param name="Label">Its signature.</param>
/// <param name="ActiveStart">Where the argument that is typed begins in the signature.</param>
/// <param name="ActiveLength">How long that is; 0 for none.</param>
internal sealed record SignatureNote(int Start, string Label, int ActiveStart, int ActiveLength);
