using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Reports;

/// <summary>Is told what a run shows and learns, for a report. What it is given is valid during the call only.</summary>
public interface IRunRecorder
{
    /// <summary>Lines that were printed.</summary>
    void Print(string text);

    /// <summary>Curves that were drawn.</summary>
    void Plot(ImmutableArray<(string Label, double[] Values)> series, ChartOptions options);

    /// <summary>A histogram that was drawn.</summary>
    void Histogram(Tensor values, string label, int bins, ChartOptions options);

    /// <summary>A value that was shown.</summary>
    void Show(Tensor value, (int Rows, int Columns)? size, bool isTable);

    /// <summary>A training that has ended.</summary>
    void Train(RecordedTraining training);

    /// <summary>What was measured over a data set.</summary>
    /// <param name="line">The line of the script.</param>
    /// <param name="statement">The text there.</param>
    /// <param name="name">What was measured.</param>
    /// <param name="value">The result.</param>
    /// <param name="classes">The names of the data's classes; empty where it has none.</param>
    /// <param name="isAsked">Whether the script asked for it; else it comes along with what it asked for.</param>
    void Measure(int line, string statement, string name, Tensor value, ImmutableArray<string> classes, bool isAsked = true);

    /// <summary>The run has ended, with these values in its variables.</summary>
    void End(IReadOnlyDictionary<Variable, Tensor> variables);
}
