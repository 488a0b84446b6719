namespace Dsl.Runtime.Backends.CStyle.Sweeps;

/// <summary>A piece of an operand, as text.</summary>
/// <param name="Lines">How many lines, or columns, are brought.</param>
/// <param name="FirstLine">The first of them.</param>
/// <param name="LineLimit">How many the operand has.</param>
/// <param name="FirstDepth">The first depth.</param>
/// <param name="DepthLimit">How deep the operand is.</param>
/// <param name="IsRight">Whether it is that of the columns, rather than that of the lines.</param>
internal sealed record SweepPiece(int Lines, string FirstLine, long LineLimit, string FirstDepth, long DepthLimit, bool IsRight);
