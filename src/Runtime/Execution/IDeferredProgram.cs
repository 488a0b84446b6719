namespace Dsl.Runtime.Execution;

/// <summary>
/// A program that computes elsewhere while the machine goes on: the small results of several runs can be set aside there and be brought here together. A fault, or a false in the output that
/// <see cref="CompileRequest.GuardOutput"/> names, makes later runs leave every variable as it is until the results are collected.
/// </summary>
internal interface IDeferredProgram : ICompiledProgram
{
    /// <summary>What stopped the run that was begun last, or the one that is looked at; null where nothing is known to have stopped it.</summary>
    RuntimeFault? Fault { get; }

    /// <summary>Where it computes.</summary>
    IDataHolder Holder { get; }

    /// <summary>For how many runs there is room before the results must be collected; 0 where each run must be waited for.</summary>
    int Room { get; }

    /// <summary>
    /// Takes over from another program of the same holder that was begun before whether later runs may change anything; nothing is done where the runs of this one halt nothing
    /// (<see cref="CompileRequest.GuardOutput"/>).
    /// </summary>
    /// <param name="before">The other program.</param>
    void Follow(IDeferredProgram before);

    /// <summary>Begins a run and does not wait for it.</summary>
    void Start();

    /// <summary>Sets the results of the run begun last aside; there must be room.</summary>
    void SetAside();

    /// <summary>Brings all results here that were set aside, after which there is room again. Where that fails, there is a fault.</summary>
    void Collect();

    /// <summary>Makes outputs and fault those of one of the runs that were collected, from 0.</summary>
    void Look(int run);
}
