using Dsl.Runtime.Backends.Cpu.Compilation;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.Cpu;

/// <summary>One member of a fused kernel, ready to be called for any chunk by any worker.</summary>
/// <param name="Kernel">What it computes.</param>
/// <param name="HasPositions">Whether a call is for some positions; else for the whole.</param>
/// <param name="Private">The operands that lie in the worker's own memory.</param>
internal sealed record FusedMemberCall(KernelFunction Function, Kernel Kernel, OperandBlock Block, bool HasPositions, PrivateOperand[] Private);
