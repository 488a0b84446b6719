namespace Dsl.Runtime.Backends.Cpu;

/// <summary>An operand in the worker's own memory.</summary>
/// <param name="Position">Its place among the operands.</param>
/// <param name="Offset">Where in that memory it begins, in bytes.</param>
/// <param name="BytesPerPosition">Bytes of one position; 0 for memory that does not depend on positions.</param>
internal readonly record struct PrivateOperand(int Position, long Offset, long BytesPerPosition);
