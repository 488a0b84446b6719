using System.Collections.Immutable;
using Dsl.Language.Binding.Lints;
using Dsl.Language.Binding.Units;
using Dsl.Language.Binding.Values;
using Dsl.Language.Data;
using Dsl.Language.Differentiation;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Precision;
using Dsl.Language.Programs;
using Dsl.Language.Text;
using Dsl.Language.Types;

namespace Dsl.Language.Binding.Training;

/// <summary>Builds the graphs of training and of measuring: the model on a batch of symbolic size, the loss, its gradients, and every update.</summary>
internal sealed class TrainingElaboration(UnitCall call)
{
    /// <summary>The library's function that says which part of a batch is right.</summary>
    public const string Correct = "correct";

    private const string ConfusionName = "confusion";
    private const int MostClasses = 100;

    private readonly Elaborator elaborator = call.Elaborator;
    private IReadOnlySet<Variable> frozen = new HashSet<Variable>();

    public Value Train()
    {
        if (ModelUnits.InstanceOf(call, "net") is not { } net || TrainingBatch.Of(call, "data") is not { } batch)
            return PoisonValue.Instance;
        var loss = TrainingArguments.FunctionOf(call, "loss");
        var optimizer = TrainingSteps.OptimizerOf(call, call.Get("optimizer"));
        var settings = TrainingArguments.Settings(call);
        var precision = TrainingArguments.Precision(call);
        if (loss is null || optimizer is null || settings is null || precision is not { } storage)
            return PoisonValue.Instance;
        var metrics = TrainingArguments.Metrics(call);
        if (metrics is null)
            return PoisonValue.Instance;
        var key = $"train {call.Location} {net.Declaration!.Name.Text}";
        var outer = (elaborator.CounterNode, elaborator.StateWrites);
        elaborator.StateWrites = [];
        var scaling = storage == ElementType.Float16 ? new LossScaling(elaborator, call.Location) : null;
        var built = BuildStep(net, batch, loss, optimizer, metrics.Value, key, settings, storage, scaling);
        var writes = elaborator.StateWrites;
        (elaborator.CounterNode, elaborator.StateWrites) = outer;
        elaborator.ForgetStateValues(writes);
        if (built is not var (unguarded, witness))
            return PoisonValue.Instance;
        EvaluationGraph? validation = null;
        if (call.Has("validate"))
        {
            if (TrainingBatch.Of(call, "validate") is not { } held || BuildEvaluation(net, held, [("loss", loss), .. metrics.Value]) is not { } graph)
                return PoisonValue.Instance;
            validation = graph;
        }

        elaborator.TakeFreshOptimizerStates();
        var step = elaborator.ChecksOnly ? unguarded with { Updates = [.. unguarded.Updates, .. writes.Where(w => !frozen.Contains(w.Variable))] } : MergeRecurrences(StepAssembly.Complete(elaborator, unguarded, writes, frozen, scaling, witness));
        var changed = step.Updates.Concat(step.Accumulation?.StateWrites ?? []).Select(static u => u.Variable).ToList();
        if (!CheckpointArguments.Read(call, net, key, changed, scaling, out var checkpoints))
            return PoisonValue.Instance;
        ImmutableArray<VariableAssignment> states =
        [
            .. elaborator.OptimizerStatesOf(key), .. scaling?.Start ?? [],
            .. StepAssembly.Zeros(call, step),
        ];
        if (states.Length > 0)
            elaborator.AddAction(new AssignAction(call.Location, states));
        var results = Results(step.Metrics, validation);
        elaborator.AddAction(new TrainAction(call.Location, batch.Data, batch.Size, batch.Fields, step, validation, settings, results) { Checkpoints = checkpoints });
        elaborator.NoteTrainingData(net, batch.Data);
        if (storage is ElementType.Float16 or ElementType.BFloat16)
            net.Root.TrainedStorage = storage;
        foreach (var variable in changed.Union((checkpoints?.Weights ?? []).Select(static w => w.Variable)))
            elaborator.MarkUpdated(variable);
        return History(results, metrics.Value);
    }

    // A gradient writes a recurrence again where it needs more of it; the step computes each once.
    private static TrainingStep MergeRecurrences(TrainingStep step)
    {
        if (step.Accumulation is { } accumulation)
        {
            var (gathered, values) = MergeRecurrences(step, [.. accumulation.Sums, .. accumulation.StateWrites]);
            var sums = accumulation.Sums.Length;
            return gathered with { Accumulation = accumulation with { Sums = values[..sums], StateWrites = values[sums..] } };
        }

        // The scale of the next step is among the updates, so it is found again there.
        var scale = step.Updates.Select(static u => u.Value).ToList().IndexOf(step.LossScale!);
        var (merged, updates) = MergeRecurrences(step, step.Updates);
        return merged with { Updates = updates, LossScale = scale < 0 ? null : updates[scale].Value };
    }

    private static (TrainingStep Step, ImmutableArray<VariableAssignment> Assignments) MergeRecurrences(TrainingStep step, ImmutableArray<VariableAssignment> assignments)
    {
        // With small batches the flag is no part of what these compute.
        var flag = step.Accumulation is null && step.IsSound is { } isSound ? new[] { isSound } : [];
        var merged = ScanMerging.Merge([step.Loss, .. step.Metrics.Select(static m => m.Value), .. assignments.Select(static u => u.Value), .. flag]);
        var metrics = ImmutableArray.CreateBuilder<(string Name, Node Value)>(step.Metrics.Length);
        foreach (var (name, _) in step.Metrics)
            metrics.Add((name, merged[1 + metrics.Count]));
        return (
            step with
            {
                Loss = merged[0],
                Metrics = metrics.MoveToImmutable(),
                IsSound = flag.Length == 0 ? step.IsSound : merged[^1],
            },
            [.. assignments.Select((u, i) => u with { Value = merged[1 + step.Metrics.Length + i] })]);
    }

    public Value Evaluate(string parameter) => TrainingArguments.FunctionOf(call, parameter) is { } metric ? Measure(metric, metric.Name, BatchCombination.WeightedMean) : PoisonValue.Instance;

    public Value EvaluateBy(string libraryFunction) => Measure(elaborator.LibraryFunction(libraryFunction), libraryFunction, BatchCombination.WeightedMean, ofScores: true);

    public Value Confusion() => Measure(elaborator.LibraryFunction("confusion_counts"), ConfusionName, BatchCombination.Sum, ofScores: true);

    public Value Predict()
    {
        var x = call.Get("x");
        if (ModelUnits.InstanceOf(call, "net") is not { } net)
            return PoisonValue.Instance;
        if (x.Value is not (DataReferenceValue { Data.Type: DataSetType } or RecordValue))
            return elaborator.ApplyInstance(net, [new Argument(null, x.Value, x.Location, x.Syntax)], call.Site, call.Frame, false);
        if (TrainingBatch.Of(call, "x") is not { } batch)
            return PoisonValue.Instance;
        var answer = Output(net, batch, EvaluationFrame(false));
        if (answer is not TensorValue { Node: { } output })
        {
            return answer is PoisonValue ? answer : call.Fail(
                TypeErrors.WrongKind, call.Get("net").Location, $"the rows of a data set are put together for one tensor, and the model gives {Elaborator.Describe(answer)}; apply it to the tensor: {call.Get("net").Location.Text}({x.Location.Text}.x)");
        }

        if (output.Shape.Rank == 0 || !output.Shape[0].Size.Equals(Dimension.Of(batch.Size)))
            return call.Fail(TypeErrors.WrongKind, x.Location, $"the output {output.Type} of the model does not keep the rows apart");
        var all = new TensorType(output.Element, output.Shape.WithAxis(0, new Axis(batch.Type.Rows, batch.Type.Rows.IsConstant ? null : "rows")));
        return AddEvaluation(new EvaluationGraph(batch.Data, batch.Size, batch.Fields, [new EvaluationOutput("output", output, BatchCombination.Concatenate)]), all);
    }

    private Value Measure(CallableValue metric, string name, BatchCombination combination, bool ofScores = false)
    {
        if (ModelUnits.InstanceOf(call, "net") is not { } net || TrainingBatch.Of(call, "data") is not { } batch)
            return PoisonValue.Instance;
        var frame = EvaluationFrame(false);
        var output = Output(net, batch, frame);
        if (ofScores && output is RecordValue or TupleValue)
        {
            return call.Fail(
                TypeErrors.WrongKind, call.Get("net").Location, $"classes are told from one tensor of scores, and the model gives {Elaborator.Describe(output)}; evaluate(net, data, metric) takes a function of all of it");
        }

        if (!IsComparable(output) || LossOf(metric, output, batch, frame) is not { } value || value is PoisonValue)
            return PoisonValue.Instance;
        var node = combination == BatchCombination.WeightedMean
            ? elaborator.ToScalar(value, call.Location, call.Frame, $"the measure `{name}`")
            : elaborator.ToNode(value, call.Location, call.Frame);
        if (node is null)
            return PoisonValue.Instance;
        ImmutableArray<EvaluationOutput> outputs = [new EvaluationOutput(name, node, combination)];
        if (elaborator.CountsConfusions && name == Correct && output is TensorValue scores && Confusions(scores, batch, frame) is { } counts)
            outputs = outputs.Add(new EvaluationOutput(ConfusionName, counts, BatchCombination.Sum));
        return AddEvaluation(Measured(batch, outputs), node.Type);
    }

    // Only of a row of scores for each of a few classes: a table of all tokens would take more memory than the model.
    private Node? Confusions(TensorValue output, TrainingBatch batch, Frame frame)
    {
        if (output.Type.Shape is not { Rank: 2 } shape || shape[1].Size.ConstantValue is not (> 1 and <= MostClasses))
            return null;
        Node? counts = null;
        var failed = elaborator.FailsSilently(() =>
            counts = LossOf(elaborator.LibraryFunction("confusion_counts"), output, batch, frame) is { } value and not PoisonValue ? elaborator.ToNode(value, call.Location, call.Frame) : null);
        return failed ? null : counts;
    }

    // The script is given the first result; others are for a report.
    private TensorValue AddEvaluation(EvaluationGraph graph, TensorType type)
    {
        var result = new GraphInput(graph.Outputs[0].Name, type);
        elaborator.AddAction(new EvaluateAction(
            call.Location, graph, [result, .. graph.Outputs.Skip(1).Select(static more => new GraphInput(more.Name, more.Value.Type))], call.Has("batch") ? call.Positive("batch") : null));
        return new TensorValue(elaborator.Builder.CreateInput(result, call.Location));
    }

    private (TrainingStep Step, Node Witness)? BuildStep(
        ModelInstance net, TrainingBatch batch, CallableValue loss, OptimizerValue optimizer, ImmutableArray<(string Name, CallableValue Function)> metrics,
        string key, TrainingSettings settings, ElementType storage, LossScaling? scaling)
    {
        var stepIndex = new GraphInput("step", TensorType.Scalar(ElementType.Int));
        var totalSteps = new GraphInput("total_steps", TensorType.Scalar(ElementType.Int));
        var draw = settings.Accumulate > 1 ? new GraphInput("small_batch", TensorType.Scalar(ElementType.Int)) : stepIndex;
        elaborator.CounterNode = elaborator.Builder.CreateInput(draw);
        var frame = EvaluationFrame(true);
        Value? output = null;
        if (!TakesBatch(loss) || metrics.Length > 0)
        {
            output = Output(net, batch, frame);
            if (!IsComparable(output))
                return null;
        }

        if (LossOf(loss, output, batch, frame) is not { } lossValue || elaborator.ToScalar(lossValue, call.Get("loss").Location, call.Frame, "a loss") is not { } lossNode)
            return null;
        var measured = ImmutableArray.CreateBuilder<(string, Node)>();
        foreach (var (name, function) in metrics)
        {
            if (LossOf(function, output, batch, frame) is not { } value || elaborator.ToScalar(value, call.Get("metrics").Location, call.Frame, $"the metric `{name}`") is not { } node)
                return null;
            measured.Add((name, node));
        }

        TrainingLints.Check(call, batch, loss, TakesBatch(loss) ? null : (output as TensorValue)?.Node, settings);

        // Only what has been applied knows which instances from elsewhere it uses.
        if (FrozenWeights.Of(call, net) is not { } held)
            return null;
        frozen = held;
        var reached = new HashSet<Variable>();
        foreach (var use in Elaborator.VariablesOf(lossNode))
            reached.Add(use.Variable);
        var trainable = net.Parameters.Where(reached.Contains).ToImmutableArray();
        var weights = trainable.RemoveAll(frozen.Contains);
        if (weights.IsEmpty)
        {
            var name = call.Get("net").Location.Text;
            if (trainable.IsEmpty)
                call.Fail(BindingErrors.NothingToTrain, call.Get("loss").Location, $"the loss depends on no weight of `{name}`");
            else
                call.Fail(BindingErrors.NothingToTrain, call.Get("freeze").Location, $"every weight of `{name}` that the loss depends on is frozen");
            return null;
        }

        var classes = ClassCounts.FieldOf(lossNode, batch);
        (lossNode, measured) = InStorage(lossNode, measured, storage);
        var step = elaborator.Builder.CreateInput(stepIndex);
        Node? factor = null;
        RecordedLosses? recorded = null;
        if (call.Has("schedule"))
        {
            factor = TrainingSchedules.Factor(call, step, elaborator.Builder.CreateInput(totalSteps), EvaluationFrame(true), out recorded);
            if (factor is null || TrainingSchedules.Scale(call, optimizer, factor) is not { } scaled)
                return null;
            optimizer = scaled;
        }

        if (TrainingSteps.Gradients(call, scaling?.Scale(lossNode) ?? lossNode, weights) is not { } gradients)
            return null;
        elaborator.Unreached.Train(call.Get("net").Location, call.Frame, net);
        var sources = new StepSources(lossNode, gradients);
        GradientAccumulation? accumulation = null;
        if (settings.Accumulate > 1)
            (accumulation, gradients) = StepAssembly.Accumulate(call, lossNode, weights, gradients, draw);
        gradients = scaling?.Unscale(gradients) ?? gradients;
        if (TrainingSteps.Updates(call, optimizer, weights, gradients, key) is not { } updates)
            return null;
        if (elaborator.ChecksOnly)
            return (new TrainingStep(lossNode, measured.ToImmutable(), updates, stepIndex, totalSteps, factor), lossNode);
        var range = StepGuard.RangeFor(call, gradients, updates.Concat(elaborator.StateWrites!).Select(static u => u.Value));
        var built = new TrainingStep(lossNode, measured.ToImmutable(), updates, stepIndex, totalSteps, factor)
        {
            Accumulation = accumulation,
            RecordedLosses = recorded,
            Classes = classes,
            Sources = sources with { Range = range },
        };
        return (built, StepGuard.Witness(elaborator, gradients, range, call.Location));
    }

    // Loss, metrics and the states that the forward pass writes share most of their values, so they are brought to 16 bits together.
    private (Node Loss, ImmutableArray<(string Name, Node Value)>.Builder Metrics) InStorage(
        Node loss, ImmutableArray<(string Name, Node Value)>.Builder metrics, ElementType storage)
    {
        var writes = elaborator.StateWrites!;
        var all = ImmutableArray.CreateBuilder<Node>(1 + metrics.Count + writes.Count);
        all.Add(loss);
        foreach (var (_, value) in metrics.ToImmutable())
            all.Add(value);
        foreach (var write in writes)
            all.Add(write.Value);
        var stored = StoragePrecision.Apply(elaborator.Builder, all.MoveToImmutable(), storage, out var elements);
        elaborator.RecordStorage(elements, storage, call.Location);
        for (var i = 0; i < metrics.Count; i++)
            metrics[i] = (metrics[i].Name, stored[1 + i]);
        for (var i = 0; i < writes.Count; i++)
            writes[i] = writes[i] with { Value = stored[1 + metrics.Count + i] };
        return (stored[0], metrics);
    }

    private EvaluationGraph? BuildEvaluation(ModelInstance net, TrainingBatch batch, ImmutableArray<(string Name, CallableValue Function)> measures)
    {
        var frame = EvaluationFrame(false);
        Value? output = null;
        var outputs = ImmutableArray.CreateBuilder<EvaluationOutput>();
        foreach (var (name, function) in measures)
        {
            if (!TakesBatch(function))
                output ??= Output(net, batch, frame);
            if (LossOf(function, output, batch, frame) is not { } value || elaborator.ToScalar(value, call.Location, call.Frame, $"`{name}`") is not { } node)
                return null;
            outputs.Add(new EvaluationOutput(name, node, BatchCombination.WeightedMean));
        }

        return Measured(batch, outputs.ToImmutable());
    }

    private static EvaluationGraph Measured(TrainingBatch batch, ImmutableArray<EvaluationOutput> outputs) => new(batch.Data, batch.Size, batch.Fields, outputs)
    {
        Classes = outputs.Select(output => ClassCounts.FieldOf(output.Value, batch)).FirstOrDefault(static classes => classes is not null),
    };

    private Value Output(ModelInstance net, TrainingBatch batch, Frame frame)
    {
        var inputs = (net.Declaration!.Inputs ?? net.Declaration.Configuration).Parameters.Elements;
        var location = call.Find("data")?.Location ?? call.Location;
        var named = inputs.Length > 1 && inputs.All(p => batch.Nodes.Any(n => n.Name == p.Name.Text) || p.Default is not null);
        ImmutableArray<Argument> arguments = named
            ? [.. inputs.Where(p => batch.Nodes.Any(n => n.Name == p.Name.Text)).Select(p => new Argument(p.Name.Text, new TensorValue(batch.Nodes.First(n => n.Name == p.Name.Text).Node), location))]
            : [new Argument(null, new TensorValue(batch.Nodes[0].Node), location)];
        return elaborator.ApplyInstance(net, arguments, call.Site, frame, frame.IsTraining);
    }

    // Several tensors are a record or a tuple, of which the loss takes what it wants.
    private bool IsComparable(Value output)
    {
        if (output is not (TensorValue or RecordValue or TupleValue or PoisonValue))
            call.Fail(TypeErrors.WrongKind, call.Get("net").Location, $"a model that is compared with data gives tensors, and this one gives {Elaborator.Describe(output)}");
        return output is TensorValue or RecordValue or TupleValue;
    }

    // A loss takes output and target, or, with a single parameter, the whole batch.
    private Value? LossOf(CallableValue function, Value? output, TrainingBatch batch, Frame frame)
    {
        var location = call.Location;
        if (TakesBatch(function))
        {
            var record = new RecordValue([.. batch.Nodes.Select(static n => (n.Name, (Value)new TensorValue(n.Node)))]);
            return elaborator.Apply(function, [new Argument(null, record, location)], call.Site, location, frame);
        }

        if (output is null or PoisonValue)
            return output;
        if (batch.Nodes.Length < 2)
        {
            return call.Fail(
                TypeErrors.DataFields, (call.Find("data") ?? call.Get("net")).Location, $"`{function.Name}` compares the output with a target, and {batch.Type.Description} has only `{batch.Nodes[0].Name}`");
        }

        var target = batch.Nodes.FirstOrDefault(static n => n.Name == "y");
        if (target.Node is null)
            target = batch.Nodes[^1];
        var place = (call.Find("data") ?? call.Get("net")).Location;
        if (output is TensorValue compared && LossShapes.Differ(compared.Node, target.Node) && elaborator.FailsSilently(() => Compare()))
            return LossShapes.Report(call, function, compared.Node, target.Node, place) ?? Compare();
        var value = Compare();
        return value is TensorValue loss && ClassCounts.FindTooFew(loss.Node, target.Node, batch.Type.Classes.IsDefault ? 0 : batch.Type.Classes.Length) is { } outputs
            ? TooFewOutputs(outputs, output, batch, place)
            : value;

        Value Compare()
        {
            var arguments = ImmutableArray.Create(new Argument(null, output, call.Get("net").Location), new Argument(null, new TensorValue(target.Node), place));
            return elaborator.Apply(function, arguments, call.Site, location, frame);
        }
    }

    private PoisonValue TooFewOutputs(long outputs, Value output, TrainingBatch batch, SourceLocation place)
    {
        var classes = batch.Type.Classes;
        var names = string.Join(", ", classes.Take(8)) + (classes.Length > 8 ? ", ..." : "");
        elaborator.Report(
            new Diagnostics.Diagnostic(
                TypeErrors.DataFields, place,
                $"{batch.Type.Description} has {classes.Length} classes ({names}), and the output {(output is TensorValue tensor ? tensor.Type : "")} has room for {outputs}")
            {
                Annotations = output is TensorValue { Type.Shape: { Rank: > 0 } shape } ? Elaborator.OriginAnnotations(shape, shape.Rank - 1) : [],
                Fixes = output is TensorValue { Type.Shape: { Rank: > 0 } last } && last[last.Rank - 1].Origin?.Location is { } literal && literal.Text == outputs.ToString()
                    ? [new Diagnostics.DiagnosticFix($"make it {classes.Length}", [new Diagnostics.TextEdit(literal, classes.Length.ToString())])]
                    : [],
            },
            call.Frame);
        return PoisonValue.Instance;
    }

    private static bool TakesBatch(CallableValue function) => function is LambdaValue { Syntax.Parameters.Count: 1 }
        || (function is FunctionValue declared && declared.Declaration.Parameters.Parameters.Count == 1);

    private Frame EvaluationFrame(bool isTraining) => new(FrameKind.Function, call.Frame.Names)
    {
        Sites = call.Frame.Sites,
        IsTraining = isTraining,
        CallSite = call.Location,
        Caller = call.Frame,
        Facts = call.Frame.Facts,
        Depth = call.Frame.Depth + 1,
    };

    private TrainingResults Results(ImmutableArray<(string Name, Node Value)> metrics, EvaluationGraph? validation)
    {
        var length = new DimensionSymbol("recorded", DimensionSymbolKind.RunTime, new Origin(call.Location, "recorded by train"));
        var curve = new TensorType(ElementType.Float32, Shape.Of(new Axis(Dimension.Of(length), "recorded")));
        return new TrainingResults(
            length,
            new GraphInput("loss", curve),
            new GraphInput("first_loss", TensorType.Scalar(ElementType.Float32)),
            validation is null ? null : new GraphInput("validation_loss", curve),
            [.. metrics.Select(m => new GraphInput(m.Name, curve))],
            validation is null ? [] : [.. validation.Outputs.Skip(1).Select(o => new GraphInput($"validation_{o.Name}", curve))],
            new GraphInput("steps", TensorType.Scalar(ElementType.Int)))
        {
            BestStep = new GraphInput("best_step", TensorType.Scalar(ElementType.Int)),
        };
    }

    private RecordValue History(TrainingResults results, ImmutableArray<(string Name, CallableValue Function)> metrics)
    {
        var fields = ImmutableArray.CreateBuilder<(string, Value)>();
        fields.Add(("loss", Read(results.Loss)));
        fields.Add(("first_loss", Read(results.FirstLoss)));
        if (results.ValidationLoss is { } validation)
            fields.Add(("validation_loss", Read(validation)));
        for (var i = 0; i < metrics.Length; i++)
        {
            fields.Add((metrics[i].Name, Read(results.Metrics[i])));
            if (i < results.ValidationMetrics.Length)
                fields.Add(($"validation_{metrics[i].Name}", Read(results.ValidationMetrics[i])));
        }

        fields.Add(("steps", Read(results.Steps)));
        fields.Add(("best_step", Read(results.BestStep!)));
        return new RecordValue(fields.ToImmutable());

        TensorValue Read(GraphInput input) => new(elaborator.Builder.CreateInput(input, call.Location));
    }
}
