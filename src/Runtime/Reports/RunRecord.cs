using System.Collections.Immutable;
using System.Globalization;
using Dsl.Language.Graph;
using Dsl.Language.Types;
using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Reports;

/// <summary>Keeps what a run shows, in bounded memory: what is beyond that is counted only.</summary>
public sealed class RunRecord : IRunRecorder
{
    private const int MostText = 1 << 20;
    private const int MostItems = 2000;
    private const int MostPictures = 600;
    private const int MostPicturesOfOne = 64;
    private const int MostPicturesOfWeight = 32;
    private const int MostWeights = 400;
    private const int MostPicturedWeights = 24;
    private const int MostTrainings = 200;
    private const int LargestSide = 256;
    private const int SmallestPicturedSide = 4;
    private const int WeightBins = 24;
    private const int MostClasses = 100;
    private const int TableWidth = 100;

    private readonly List<RecordedItem> items = [];
    private readonly List<RecordedTraining> trainings = [];
    private readonly List<RecordedMeasure> measures = [];
    private readonly List<RecordedConfusion> confusions = [];
    private readonly List<RecordedWeight> weights = [];
    private int text;
    private int pictures;

    /// <summary>What was shown, in the order of the run.</summary>
    public IReadOnlyList<RecordedItem> Items => items;

    public IReadOnlyList<RecordedTraining> Trainings => trainings;

    public IReadOnlyList<RecordedMeasure> Measures => measures;

    public IReadOnlyList<RecordedConfusion> Confusions => confusions;

    public IReadOnlyList<RecordedWeight> Weights => weights;

    /// <summary>How much of what was shown is not kept.</summary>
    public long LeftOut { get; private set; }

    /// <summary>How many trained numbers there are in all weights.</summary>
    public long TrainedNumbers { get; private set; }

    public void Print(string text)
    {
        if (this.text + text.Length > MostText)
        {
            LeftOut++;
            return;
        }

        this.text += text.Length + 1;
        if (items is [.., RecordedText last])
            items[^1] = new RecordedText($"{last.Text}\n{text}");
        else
            Add(new RecordedText(text));
    }

    public void Plot(ImmutableArray<(string Label, double[] Values)> series, ChartOptions options) =>
        Add(new RecordedCurves([.. series.Select(static s => new RecordedCurve(s.Label, [.. s.Values]))], options));

    public void Histogram(Tensor values, string label, int bins, ChartOptions options)
    {
        var (low, high, counts, leftOut) = ValueCounts.Of(values, bins);
        Add(new RecordedHistogram(label, low, high, counts, leftOut, options));
    }

    public void Show(Tensor value, (int Rows, int Columns)? size, bool isTable)
    {
        var plain = DisplayCapabilities.Plain(TableWidth);
        var stack = size is { } given ? new PictureStack(value.ElementCount / Math.Max((long)given.Rows * given.Columns, 1), given.Rows, given.Columns) : PictureStack.Of(value.Shape);
        if (isTable || value.ElementCount == 0 || stack is { Count: 1, Rows: 1 })
            Print(string.Join('\n', ValuePicture.Draw(value, plain, size, isTable)));
        else
            Add(Paint(value, stack, MostPicturesOfOne));
    }

    public void Train(RecordedTraining training)
    {
        if (trainings.Count < MostTrainings)
            trainings.Add(training);
        else
            LeftOut++;
    }

    public void Measure(int line, string statement, string name, Tensor value, ImmutableArray<string> classes, bool isAsked = true)
    {
        if (value.Shape is [var rows, var columns] && rows == columns && rows <= MostClasses && name == "confusion")
        {
            ImmutableArray<string> names = classes.Length == rows ? classes : [.. Enumerable.Range(0, rows).Select(static i => i.ToString(CultureInfo.InvariantCulture))];
            var counts = Enumerable.Range(0, rows).Select(row => Enumerable.Range(0, columns).Select(column => (long)value.GetDouble(((long)row * columns) + column)).ToImmutableArray());
            Add(new RecordedConfusion(line, statement, names, [.. counts]) { IsAsked = isAsked });
        }
        else if (value.ElementCount == 1 && measures.Count < MostItems)
        {
            measures.Add(new RecordedMeasure(line, statement, name, value.GetDouble(0)));
        }
    }

    public void End(IReadOnlyDictionary<Variable, Tensor> variables)
    {
        foreach (var (variable, tensor) in variables.Where(static pair => pair.Key.Kind == VariableKind.Parameter))
        {
            TrainedNumbers += tensor.ElementCount;
            if (weights.Count == MostWeights)
                continue;
            var counts = ValueCounts.Of(tensor, WeightBins).Counts;
            var stack = WeightPictures(tensor.Shape);
            var picture = stack is { } found && weights.Count(static weight => weight.Pictures is not null) < MostPicturedWeights
                ? Paint(tensor, found, MostPicturesOfWeight, isByColumn: tensor.Shape.Length == 2 && found.Rows != tensor.Shape[0])
                : null;
            var type = $"{tensor.Element.Name()}[{string.Join(", ", tensor.Shape)}]";
            weights.Add(new RecordedWeight(variable.Path, type, tensor.ElementCount, TensorStatistics.Of(tensor), counts, picture));
        }
    }

    // The columns of a matrix whose rows are the pixels of a square picture are pictures themselves; filters are; other matrices are one picture.
    private static PictureStack? WeightPictures(ImmutableArray<int> shape)
    {
        if (shape is [var inputs, var outputs])
        {
            var side = (int)Math.Sqrt(inputs);
            return side * side == inputs && side >= 2 * SmallestPicturedSide ? new PictureStack(outputs, side, side)
                : Math.Min(inputs, outputs) >= SmallestPicturedSide ? new PictureStack(1, inputs, outputs) : null;
        }

        return shape.Length > 2 ? PictureStack.Of(shape) : null;
    }

    private RecordedPictures Paint(Tensor tensor, PictureStack stack, int most, bool isByColumn = false)
    {
        var shown = (int)Math.Min(stack.Count, Math.Max(Math.Min(most, MostPictures - pictures), 0));
        pictures += shown;
        var step = PictureCells.Reduced(Math.Max(stack.Rows, stack.Columns), LargestSide);
        var painted = Enumerable.Range(0, shown).Select(i => isByColumn
            ? Column(tensor, i, stack)
            : PictureCells.Shrink(tensor, (long)i * stack.Rows * stack.Columns, stack.Rows, stack.Columns, step)).ToList();
        var scale = ColorScale.Of(painted);
        return new RecordedPictures(
            string.Join(' ', TensorDescription.Describe(tensor, DisplayCapabilities.Plain(TableWidth))),
            [.. painted.Select(cells => new RecordedPicture(PngImage.Encode(cells, scale), stack.Rows, stack.Columns))], stack.Count - shown);
    }

    private static double[,] Column(Tensor tensor, int column, PictureStack stack)
    {
        var cells = new double[stack.Rows, stack.Columns];
        for (var i = 0; i < stack.Rows * stack.Columns; i++)
            cells[i / stack.Columns, i % stack.Columns] = tensor.GetDouble(((long)i * stack.Count) + column);
        return cells;
    }

    // Of what comes along with an accuracy the last of a line is kept, and none where the same table is there already.
    private void Add(RecordedConfusion confusion)
    {
        confusions.RemoveAll(other => !other.IsAsked && (confusion.IsAsked ? confusion.HasCountsOf(other) : other.Line == confusion.Line && other.Statement == confusion.Statement));
        if (confusions.Count < MostTrainings && (confusion.IsAsked || !confusions.Exists(confusion.HasCountsOf)))
            confusions.Add(confusion);
    }

    private void Add(RecordedItem item)
    {
        if (items.Count < MostItems)
            items.Add(item);
        else
            LeftOut++;
    }
}
