using Dsl.Language.Graph;

namespace Dsl.Runtime.Execution;

/// <summary>
/// A compiled graph. Tensors are bound by identity before the first run and may be bound anew at any time between runs; their types
/// must be those of what they are bound to. A run allocates nothing.
/// </summary>
public interface ICompiledProgram : IDisposable
{
    /// <summary>Whether every run will report the same fault, because the program could not be made.</summary>
    bool HasStandingFault => false;

    ProgramStatistics Statistics { get; }

    /// <summary>Gives the value of an input. Inputs that the program does not read are ignored.</summary>
    void BindInput(GraphInput input, Tensor tensor);

    /// <summary>Gives the value of a node that is not computed. Nodes that the program does not read are ignored.</summary>
    void BindSupplied(Node node, Tensor tensor);

    /// <summary>Gives the storage of a variable: read and, if assigned, written in place.</summary>
    void BindVariable(Variable variable, Tensor storage);

    /// <summary>Computes outputs and assignments.</summary>
    /// <returns>Null, or what stopped it.</returns>
    /// <exception cref="OperationCanceledException">Cancelled; thrown only while no variable was written.</exception>
    /// <exception cref="InvalidOperationException">Something that the program reads was not bound.</exception>
    RuntimeFault? Run(CancellationToken cancellation);

    /// <summary>Waits until all is computed that a run has begun; without need of it for results, which wait by themselves, but for whoever takes times.</summary>
    void Wait()
    {
    }

    /// <summary>An output's value, valid until the next run.</summary>
    Tensor Output(int index);
}
