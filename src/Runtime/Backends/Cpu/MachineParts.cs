using Dsl.Runtime.Backends.Cpu.Compilation;
using Dsl.Runtime.Backends.Cpu.Threads;

namespace Dsl.Runtime.Backends.Cpu;

/// <summary>What the machine of a program and the machines of its recurrences' bodies have in common.</summary>
/// <param name="Kernels">The functions of all kernels.</param>
/// <param name="Scratch">The workers' own memory.</param>
/// <param name="Gang">The threads.</param>
/// <param name="Cancellation">Whether the run in progress is to stop.</param>
/// <param name="Observer">Sees every launch; null for none.</param>
internal sealed record MachineParts(CompiledKernels Kernels, WorkerScratch Scratch, WorkerGang Gang, RunCancellation Cancellation, ILaunchObserver? Observer);
