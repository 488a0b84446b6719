namespace Dsl.Runtime.Backends.Cpu;

/// <summary>A compiled kernel.</summary>
/// <param name="buffers">The addresses of all buffers, by slot.</param>
/// <param name="fault">Receives the first fault; the kernel then returns at once.</param>
internal unsafe delegate void KernelFunction(nint* buffers, FaultCell* fault);
