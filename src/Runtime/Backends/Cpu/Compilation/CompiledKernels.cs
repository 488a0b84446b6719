using Dsl.Runtime.Backends.Cpu.Elements;
using Dsl.Runtime.Backends.Cpu.Threads;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.Cpu.Compilation;

/// <summary>The functions of all kernels of a program and of the bodies of its recurrences.</summary>
internal sealed class CompiledKernels
{
    private readonly Dictionary<Kernel, KernelFunction> functions = new(ReferenceEqualityComparer.Instance);

    private readonly Dictionary<FusedSegment, MemberSequence> sequences = new(ReferenceEqualityComparer.Instance);

    private CompiledKernels()
    {
    }

    /// <summary>Functions that were compiled for the program.</summary>
    public int Compiled { get; private set; }

    /// <summary>Kernels whose function existed already, for another program or another kernel of this one.</summary>
    public int Shared { get; private set; }

    public KernelFunction this[Kernel kernel] => functions[kernel];

    /// <summary>The members of a segment as one function; null when each has its own.</summary>
    public MemberSequence? SequenceOf(FusedSegment segment) => sequences.GetValueOrDefault(segment);

    /// <summary>Takes from the cache what is there, and compiles the rest on all threads, each structure once.</summary>
    /// <param name="program">What is going to run.</param>
    /// <param name="cache">Functions that exist already.</param>
    /// <param name="gang">The threads.</param>
    /// <param name="joinsTurns">Whether members that take turns are one function; else each has its own, as whoever observes them needs it.</param>
    public static CompiledKernels Of(KernelProgram program, KernelCache cache, WorkerGang gang, bool joinsTurns)
    {
        var result = new CompiledKernels();
        var keys = new List<(Kernel Kernel, KernelKey Key)>();
        var found = new Dictionary<KernelKey, KernelFunction>();
        var missing = new Dictionary<KernelKey, KernelCompilation>();
        foreach (var (kernel, range) in result.Calls(program, joinsTurns))
        {
            if (kernel is not (ElementKernel or JoinedElementKernel or ContractionKernel or MemberSequence))
            {
                result.functions.Add(kernel, KernelCompiler.CreateRunner(kernel, range));
                continue;
            }

            var key = KernelKey.Of(kernel, range);
            keys.Add((kernel, key));
            if (missing.ContainsKey(key) || found.ContainsKey(key))
                continue;
            if (cache.Find(key) is { } function)
                found.Add(key, function);
            else
                missing.Add(key, new KernelCompilation(kernel, range, cache.CompilesWhenCalled));
        }

        gang.Run(new CompilationJob([.. missing.Values]), missing.Count);
        foreach (var (key, compilation) in missing)
        {
            found.Add(key, compilation.Function!);
            cache.Add(key, compilation.Function!);
        }

        foreach (var (kernel, key) in keys)
            result.functions.Add(kernel, found[key]);
        result.Compiled = missing.Count;
        result.Shared = keys.Count - missing.Count;
        return result;
    }

    /// <summary>Every kernel that has a function of its own, and the positions it is called for.</summary>
    private IEnumerable<(Kernel Kernel, KernelRange Range)> Calls(KernelProgram program, bool joinsTurns)
    {
        foreach (var kernel in program.Kernels)
        {
            switch (kernel)
            {
                case ScanKernel scan:
                    foreach (var call in Calls(scan.Body, joinsTurns))
                        yield return call;
                    break;
                case FusedKernel fused:
                    foreach (var segment in fused.Segments)
                    {
                        if (joinsTurns && segment.Turn > 0)
                        {
                            sequences.Add(segment, new MemberSequence(segment));
                            yield return (sequences[segment], KernelRange.Whole);
                            continue;
                        }

                        foreach (var member in segment.Members)
                            yield return (member.Kernel, RangeOf(segment, member));
                    }

                    break;
                default:
                    yield return (kernel, KernelRange.Whole);
                    break;
            }
        }
    }

    private static KernelRange RangeOf(FusedSegment segment, FusedMember member) =>
        member.PositionLoops > 0 ? new KernelRange(member.PositionLoops, segment.Positions, segment.Turn > 0 ? segment.Turn : segment.Chunk) { Memory = member.Memory } : KernelRange.Whole;

    private sealed class KernelCompilation(Kernel kernel, KernelRange range, bool compilesWhenCalled)
    {
        public KernelFunction? Function { get; private set; }

        public void Run() => Function = KernelCompiler.Compile(kernel, range, compilesWhenCalled);
    }

    /// <summary>One kernel a chunk.</summary>
    private sealed class CompilationJob(KernelCompilation[] compilations) : IChunkedJob
    {
        public void RunChunk(int chunk, int worker) => compilations[chunk].Run();
    }
}
