using System.Diagnostics;
using Dsl.Language.Graph;
using Dsl.Runtime.Execution;

namespace Dsl.Repl.Bench;

/// <summary>Times each run of a program; one that changes nothing is run again a few times after its first run, since once says little.</summary>
/// <param name="inner">Computes.</param>
/// <param name="measured">Takes the times.</param>
/// <param name="afterRun">Told after each run that the script made.</param>
internal sealed class MeasuredProgram(ICompiledProgram inner, MeasuredComputation measured, Action<MeasuredComputation> afterRun) : ICompiledProgram
{
    private const int MostRepetitions = 200;

    private static readonly TimeSpan repetitionTime = TimeSpan.FromMilliseconds(300);

    public ProgramStatistics Statistics => inner.Statistics;

    public void BindInput(GraphInput input, Tensor tensor) => inner.BindInput(input, tensor);

    public void BindSupplied(Node node, Tensor tensor) => inner.BindSupplied(node, tensor);

    public void BindVariable(Variable variable, Tensor storage) => inner.BindVariable(variable, storage);

    public RuntimeFault? Run(CancellationToken cancellation)
    {
        var fault = RunOnce(isOfScript: true, cancellation);
        if (measured.IsRepeatable && measured.Runs == 1)
        {
            var begun = Stopwatch.GetTimestamp();
            for (var i = 0; i < MostRepetitions && fault is null && Stopwatch.GetElapsedTime(begun) < repetitionTime; i++)
                fault = RunOnce(isOfScript: false, cancellation);
        }

        afterRun(measured);
        return fault;
    }

    public bool HasStandingFault => inner.HasStandingFault;

    public void Wait() => inner.Wait();

    public Tensor Output(int index) => inner.Output(index);

    public void Dispose() => inner.Dispose();

    private RuntimeFault? RunOnce(bool isOfScript, CancellationToken cancellation)
    {
        var begun = Stopwatch.GetTimestamp();
        var fault = inner.Run(cancellation);
        inner.Wait();
        measured.Add(Stopwatch.GetTimestamp() - begun, isOfScript);
        return fault;
    }
}
