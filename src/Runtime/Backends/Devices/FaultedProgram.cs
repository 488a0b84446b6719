using Dsl.Language.Graph;
using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Backends.Devices;

/// <summary>What stands in for a program that could not be made: each run reports why.</summary>
/// <param name="fault">Why.</param>
/// <param name="statistics">What was known of it.</param>
internal sealed class FaultedProgram(RuntimeFault fault, ProgramStatistics statistics) : ICompiledProgram
{
    public bool HasStandingFault => true;

    public ProgramStatistics Statistics => statistics;

    public void BindInput(GraphInput input, Tensor tensor) => BindingCheck.Verify(input, input.Type, tensor);

    public void BindSupplied(Node node, Tensor tensor) => BindingCheck.Verify(node, node.Type, tensor);

    public void BindVariable(Variable variable, Tensor storage) => BindingCheck.Verify(variable, variable.Type, storage);

    public RuntimeFault? Run(CancellationToken cancellation) => fault;

    public Tensor Output(int index) => throw new InvalidOperationException("a program that could not be made has no output");

    public void Dispose()
    {
    }
}
