namespace Dsl.Runtime.Backends.Cpu.Threads;

/// <summary>Work in independent chunks.</summary>
internal interface IChunkedJob
{
    /// <summary>Does one chunk.</summary>
    /// <param name="chunk">From 0; every chunk is asked for once, in any order.</param>
    /// <param name="worker">Who asks: no two calls at the same time have the same number; 0 is the thread that started the job.</param>
    void RunChunk(int chunk, int worker);
}
