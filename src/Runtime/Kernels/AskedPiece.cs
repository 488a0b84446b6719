using Dsl.Language.Lowering;

namespace Dsl.Runtime.Kernels;

/// <summary>A buffer of which a call asks for a piece that is touched later, so that it is in a cache by then.</summary>
/// <param name="Buffer">Lies outside of the launch.</param>
/// <param name="BytesPerPosition">Positions lie side by side.</param>
/// <param name="OfNextChunk">Whether the piece is that of the positions after the call's, else of the call's own.</param>
public sealed record AskedPiece(TensorBuffer Buffer, long BytesPerPosition, bool OfNextChunk);
