using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Reports;

namespace Dsl.DeviceChecks.Running;

/// <summary>Keeps what the variables hold when a run has ended.</summary>
internal sealed class VariableRecorder : IRunRecorder
{
    public Dictionary<string, double[]> Values { get; } = [];

    public void End(IReadOnlyDictionary<Variable, Tensor> variables)
    {
        foreach (var (variable, tensor) in variables)
            Values[$"{variable.Path} {Values.Count}"] = tensor.ToDoubles();
    }

    public void Print(string text)
    {
    }

    public void Plot(ImmutableArray<(string Label, double[] Values)> series, ChartOptions options)
    {
    }

    public void Histogram(Tensor values, string label, int bins, ChartOptions options)
    {
    }

    public void Show(Tensor value, (int Rows, int Columns)? size, bool isTable)
    {
    }

    public void Train(RecordedTraining training)
    {
    }

    public void Measure(int line, string statement, string name, Tensor value, ImmutableArray<string> classes, bool isAsked = true)
    {
    }
}
