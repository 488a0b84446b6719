using System.Collections.Immutable;
using Dsl.Language.Data;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Programs;
using Dsl.Language.Types;
using Dsl.Runtime.Backends.Cpu;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Scripts;
using Dsl.Runtime.Tests.Execution;
using static Dsl.Runtime.Tests.Execution.ProgramBuilder;

namespace Dsl.Runtime.Tests.Training;

/// <summary>Trains the line y = w x by its squared error: the figures can be followed by hand.</summary>
public class TrainerTests
{
    [Fact]
    public void Training_finds_the_slope_and_records_a_value_for_each_epoch()
    {
        var p = new ProgramBuilder();
        var scene = new LineScene(p, rate: 0.05, new TrainingSettings(5, null, 2, true, null, null, null, true));
        Assert.Equal(RunEnd.Completed, scene.Run().Reason);
        Assert.InRange(scene.Printed(0)[0], 1.999, 2.001);
        Assert.Equal(5, scene.Printed(1).Length);
        Assert.True(scene.Printed(1)[^1] < scene.Printed(1)[0]);
        Assert.Equal(15, scene.Printed(3)[0]);
    }

    [Fact]
    public void The_first_loss_is_that_before_any_update()
    {
        var p = new ProgramBuilder();
        var scene = new LineScene(p, rate: 0.05, new TrainingSettings(1, null, null, false, null, null, null, true));
        Assert.Equal(RunEnd.Completed, scene.Run().Reason);

        // w = 0: the mean of (2 x)^2 over x = 1..5 is 4 * 55 / 5.
        Assert.Equal(44, scene.Printed(2)[0], 3);
        Assert.Equal(44, scene.Printed(1)[0], 3);
    }

    [Fact]
    public void A_smaller_last_batch_is_used_and_compiled_once_more()
    {
        var p = new ProgramBuilder();
        var backend = new CountingBackend();
        var scene = new LineScene(p, rate: 0, new TrainingSettings(3, null, 2, true, null, null, null, true));
        Assert.Equal(RunEnd.Completed, scene.Run(backend).Reason);
        Assert.Equal(2, backend.Requests.Count(static r => r.Assignments.Length > 0 && r.Outputs.Length > 0));

        // Without a change of w each epoch sees every row once, so that its mean loss is exactly that of the data set.
        Assert.All(scene.Printed(1), static loss => Assert.Equal(44, loss, 3));
    }

    [Fact]
    public void Steps_end_in_the_middle_of_a_pass()
    {
        var p = new ProgramBuilder();
        var scene = new LineScene(p, rate: 0.01, new TrainingSettings(null, 7, 2, true, null, null, null, true));
        Assert.Equal(RunEnd.Completed, scene.Run().Reason);
        Assert.Equal(7, scene.Printed(3)[0]);
        Assert.Equal(7, scene.Printed(1).Length);
    }

    [Fact]
    public void Early_stopping_puts_the_best_weights_back()
    {
        // Each step turns the error round and makes it larger: the first record is the best one.
        var p = new ProgramBuilder();
        var scene = new LineScene(p, rate: 0.095, new TrainingSettings(50, null, null, false, 3, null, null, true), isValidated: true);
        Assert.Equal(RunEnd.Completed, scene.Run().Reason);
        var validation = scene.Printed(4);
        Assert.Equal(4, validation.Length);
        Assert.Equal(validation.Min(), validation[0]);
        var w = scene.Printed(0)[0];
        Assert.Equal(validation[0], 11 * (w - 2) * (w - 2), 2);
    }

    [Fact]
    public void A_loss_that_grows_without_bound_is_a_fault_that_names_the_step()
    {
        var p = new ProgramBuilder();
        var result = new LineScene(p, rate: 100, new TrainingSettings(500, null, null, false, null, null, null, true)).Run();
        Assert.Equal(ExecutionErrors.LossIsNotFinite, result.Fault?.Descriptor);
        Assert.Contains("step ", result.Fault!.Message, StringComparison.Ordinal);
        Assert.Contains(result.Fault.Notes, static note => note.Contains("learning rate", StringComparison.Ordinal));
    }

    [Fact]
    public void An_interrupted_training_keeps_its_result_and_the_script_goes_on()
    {
        using var interruption = new RunInterruption();
        var p = new ProgramBuilder
        {
            Interruption = interruption,
            Output = new RecordedOutput
            {
                IsLive = true,
                OnProgress = progress =>
                {
                    if (progress.Step == 4)
                        interruption.Request();
                },
            },
        };
        var scene = new LineScene(p, rate: 0.05, new TrainingSettings(1000, null, 2, true, null, null, null, false));
        Assert.Equal(RunEnd.Completed, scene.Run().Reason);
        Assert.Equal(4, scene.Printed(3)[0]);
        Assert.NotEqual(0, scene.Printed(0)[0]);
        Assert.Contains("interrupted after 4 of 3000 steps", p.Output.Notices.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_request_ends_the_run()
    {
        using var interruption = new RunInterruption();
        var p = new ProgramBuilder
        {
            Interruption = interruption,
            Output = new RecordedOutput
            {
                IsLive = true,
                OnProgress = _ =>
                {
                    interruption.Request();
                    interruption.Request();
                },
            },
        };
        Assert.Equal(RunEnd.Interrupted, new LineScene(p, rate: 0.05, new TrainingSettings(1000, null, 2, true, null, null, null, false)).Run().Reason);
        Assert.Empty(p.Output.Text);
    }

    [Fact]
    public void Two_runs_write_the_same_and_another_seed_another_order()
    {
        Assert.Equal(Written(null), Written(null));
        Assert.NotEqual(Written(null), Written(3));
        Assert.Contains("epoch 1/4: loss ", Written(null), StringComparison.Ordinal);

        static string Written(long? seed)
        {
            var p = new ProgramBuilder();
            var scene = new LineScene(p, rate: 0.02, new TrainingSettings(4, null, 2, true, null, null, seed, false));
            Assert.Equal(RunEnd.Completed, scene.Run().Reason);
            return p.Output.Text;
        }
    }

    [Fact]
    public void A_step_allocates_nothing()
    {
        // Measured within one run: compilation before it allocates more or less, as its own code gets optimized.
        var (before, after) = (0L, 0L);
        var p = new ProgramBuilder
        {
            Output = new RecordedOutput
            {
                IsLive = true,
                KeepsProgress = false,
                OnProgress = progress =>
                {
                    if (progress.Step == 100)
                        before = GC.GetAllocatedBytesForCurrentThread();
                    else if (progress.Step == 6100)
                        after = GC.GetAllocatedBytesForCurrentThread();
                },
            },
        };
        var scene = new LineScene(p, rate: 0.0001, new TrainingSettings(null, 6200, null, true, null, 100_000, null, false));
        Assert.Equal(RunEnd.Completed, scene.Run(new CpuBackend()).Reason);
        Assert.True(after - before < 6000, $"6000 steps allocated {after - before} bytes");
    }

    [Theory]
    [InlineData(0, 2, "epochs is 0")]
    [InlineData(1, 0, "batch is 0")]
    public void Nothing_to_train_is_a_fault(long epochs, long batch, string message)
    {
        var p = new ProgramBuilder();
        var result = new LineScene(p, rate: 0.1, new TrainingSettings(epochs, null, batch, true, null, null, null, true)).Run();
        Assert.Equal(ExecutionErrors.NothingToTrain, result.Fault?.Descriptor);
        Assert.Contains(message, result.Fault!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluation_combines_batches_to_the_value_of_the_whole()
    {
        var p = new ProgramBuilder();
        var scene = new LineScene(p, rate: 0, new TrainingSettings(1, null, null, false, null, null, null, true));
        var batch = new DimensionSymbol("batch", DimensionSymbolKind.Rigid);
        var x = new GraphInput("x", Vector(Dimension.Of(batch)));
        var total = p.Graph.Sum(p.Read(x), [0]);
        var size = p.Graph.Cast(p.Graph.CreateSize(Dimension.Of(batch)), ElementType.Float32);
        ImmutableArray<EvaluationOutput> outputs =
        [
            new("mean", p.Graph.Divide(total, size), BatchCombination.WeightedMean),
            new("sum", total, BatchCombination.Sum),
            new("all", p.Graph.Negate(p.Read(x)), BatchCombination.Concatenate),
        ];
        ImmutableArray<GraphInput> results =
        [
            new GraphInput("mean", TensorType.Scalar(ElementType.Float32)),
            new GraphInput("sum", TensorType.Scalar(ElementType.Float32)),
            new GraphInput("all", Vector(5)),
        ];
        p.Do(new EvaluateAction(Place, new EvaluationGraph(scene.Data, batch, [new BatchField("x", x)], outputs), results, 2));
        p.Print([.. results.Select(p.Read)]);
        Assert.Equal("3 15 [-1, -2, -3, -4, -5]\n", p.RunToEnd());
    }

    /// <summary>The data set x = 1..5, y = 2 x, a weight that begins at 0, and a step of gradient descent.</summary>
    private sealed class LineScene
    {
        private readonly ProgramBuilder p;

        public LineScene(ProgramBuilder builder, double rate, TrainingSettings settings, bool isValidated = false)
        {
            p = builder;
            var slot = new DataSlot("line", new DataSetType([new DataField("x", TensorType.Scalar(ElementType.Float32)), new DataField("y", TensorType.Scalar(ElementType.Float32))], 5, [], "line"));
            Data = new DataReference(slot, []);
            p.Do(new DataAction(Place, slot, "dataset", ImmutableDictionary<string, DataArgument>.Empty
                .Add("x", new NodeDataArgument(p.Literal(1, 2, 3, 4, 5)))
                .Add("y", new NodeDataArgument(p.Literal(2, 4, 6, 8, 10)))));
            var w = p.Variable(TensorType.Scalar(ElementType.Float32));
            p.Assign(w, p.Number(0));

            var batch = new DimensionSymbol("batch", DimensionSymbolKind.Rigid);
            var (loss, gradient, fields) = Loss(w, batch);
            var updated = p.Graph.Subtract(p.Read(w), p.Graph.Multiply(p.Number(rate), gradient));
            var validationBatch = new DimensionSymbol("batch", DimensionSymbolKind.Rigid);
            var (validationLoss, _, validationFields) = Loss(w, validationBatch);
            var results = new TrainingResults(
                Length,
                new GraphInput("loss", Vector(Dimension.Of(Length))),
                new GraphInput("first", TensorType.Scalar(ElementType.Float32)),
                isValidated ? new GraphInput("validation", Vector(Dimension.Of(Length))) : null,
                [],
                [],
                new GraphInput("steps", TensorType.Scalar(ElementType.Int)));
            p.Do(new TrainAction(
                Place,
                Data,
                batch,
                fields,
                new TrainingStep(
                    loss, [], [new VariableAssignment(w, updated)],
                    new GraphInput("step", TensorType.Scalar(ElementType.Int)), new GraphInput("total", TensorType.Scalar(ElementType.Int)), null),
                isValidated ? new EvaluationGraph(Data, validationBatch, validationFields, [new EvaluationOutput("loss", validationLoss, BatchCombination.WeightedMean)]) : null,
                settings,
                results));
            Shown = [p.Read(w, 1), p.Read(results.Loss), p.Read(results.FirstLoss), p.Read(results.Steps)];
            if (results.ValidationLoss is { } validation)
                Shown = Shown.Add(p.Read(validation));
        }

        public DimensionSymbol Length { get; } = new("epochs", DimensionSymbolKind.RunTime);

        public DataReference Data { get; }

        private ImmutableArray<Node> Shown { get; }

        public RunResult Run(IBackend? backend = null)
        {
            foreach (var node in Shown)
                p.Do(new PrintAction(Place, [new TextValue([new TextPart("=", null, null), new TextPart(null, new NodeValue(node), ".6")])]));
            return p.Run(backend);
        }

        /// <summary>The numbers of a value shown at the end: the weight, the losses, the first loss, the steps, the validation losses.</summary>
        public double[] Printed(int index)
        {
            var text = p.Output.Text.Replace("\n ", string.Empty, StringComparison.Ordinal);
            var line = text.Split('\n').Where(static l => l.StartsWith('=')).ElementAt(index);
            return [.. line[1..].Trim('[', ']').Split(',', StringSplitOptions.RemoveEmptyEntries).Select(double.Parse)];
        }

        // The mean of (w x - y)^2 and its derivative by w.
        private (Node Loss, Node Gradient, ImmutableArray<BatchField> Fields) Loss(Variable w, DimensionSymbol batch)
        {
            var graph = p.Graph;
            var type = Vector(Dimension.Of(batch));
            var (x, y) = (new GraphInput("x", type), new GraphInput("y", type));
            var error = graph.Subtract(graph.Multiply(graph.Broadcast(p.Read(w), type.Shape), p.Read(x)), p.Read(y));
            var count = graph.Cast(graph.CreateSize(Dimension.Of(batch)), ElementType.Float32);
            var loss = graph.Divide(graph.Sum(graph.Multiply(error, error), [0]), count);
            var gradient = graph.Divide(graph.Multiply(p.Number(2), graph.Sum(graph.Multiply(error, p.Read(x)), [0])), count);
            return (loss, gradient, [new BatchField("x", x), new BatchField("y", y)]);
        }
    }
}
