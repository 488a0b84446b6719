namespace Dsl.Runtime.Backends.Cpu.Compilation;

/// <summary>A compiled kernel.</summary>
/// <param name="operands">The addresses of the kernel's own buffers, in the order of <see cref="Kernels.Kernel.Operands"/>, then the streams of its random numbers.</param>
/// <param name="fault">Receives the first fault, its site numbered within the kernel; the kernel then returns at once.</param>
/// <param name="first">The first position to compute; 0 for a kernel without positions.</param>
/// <param name="limit">The position after the last; 1 for a kernel without positions.</param>
internal unsafe delegate void KernelFunction(nint* operands, FaultCell* fault, long first, long limit);
