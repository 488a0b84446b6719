using Dsl.Language.Binding.Training;

namespace Dsl.Language.Binding.Units;

/// <summary>Units that train a model and measure it.</summary>
[UnitFamily]
public static class TrainingUnits
{
    private static readonly UnitParameter Net = new("net", "a model with its settings");
    private static readonly UnitParameter Data = new("data", "a data set, or (x: ..., y: ...)");
    private static readonly UnitParameter Batch = new("batch", "rows of a batch", IsOptional: true);

    public static readonly Unit Train = new()
    {
        Name = "train",
        Summary = "Trains a model on data, shows how it goes, and gives the history: loss, validation_loss, first_loss, steps and the metrics.",
        Example = """
            data = make_moons(100, noise: 0.1)
            model Net() (x: [batch, 2]) -> [batch, 2] = x |> dense(16) |> relu |> dense(2)
            net = Net()
            history = train(net, data, loss: cross_entropy, optimizer: adam(lr: 1e-2), epochs: 20, batch: 20, silent: true)
            print(history.steps)   # 100
            """,
        Parameters =
        [
            Net,
            Data,
            new UnitParameter("loss", "a function of output and target, or of a batch"),
            new UnitParameter("optimizer", "an update rule such as adamw(lr: 1e-3)"),
            new UnitParameter("epochs", "passes over the data", IsOptional: true),
            new UnitParameter("steps", "steps in all, instead of epochs", IsOptional: true),
            new UnitParameter("batch", "rows of a mini-batch; all rows at once when left out", IsOptional: true),
            new UnitParameter("accumulate", "how many batches make one step, whose gradient is that of all their rows together (1)", IsOptional: true),
            new UnitParameter("validate", "a data set to measure the loss on after each epoch", IsOptional: true),
            new UnitParameter("metrics", "a function of output and target, or a tuple or record of such", IsOptional: true),
            new UnitParameter("clip", "the largest norm of all gradients together", IsOptional: true),
            new UnitParameter("clip_value", "the largest size of a single number of a gradient", IsOptional: true),
            new UnitParameter("freeze", "a part of the net that stays as it is: net.layer, a weight, or a tuple of such", IsOptional: true),
            new UnitParameter("schedule", "a function of step and number of steps that gives the factor of the learning rate", IsOptional: true),
            new UnitParameter("stop_after", "ends after so many epochs without a better validation loss, and puts the best weights back", IsOptional: true),
            new UnitParameter("keep_best", "whether the weights of the best validation loss are put back at the end (false)", IsOptional: true),
            new UnitParameter("min_delta", "by how much a loss must be smaller than the best to count as better (any)", IsOptional: true),
            new UnitParameter("evaluate_every", "with steps: records, and validates, every so many steps; without it at the end of each pass, and about twenty times in all where nothing is validated", IsOptional: true),
            new UnitParameter("precision", "f16 or bf16 to store values in 16 bits while training; f32 unless given", IsOptional: true),
            new UnitParameter("evaluate_batches", "validates on so many batches drawn at random instead of all rows", IsOptional: true),
            new UnitParameter("checkpoint", "a folder in which the training is stored while it goes on", IsOptional: true),
            new UnitParameter("checkpoint_every", "how many epochs (steps, with steps) lie between two checkpoints; one a record when left out", IsOptional: true),
            new UnitParameter("keep", "how many of the last checkpoints stay (3)", IsOptional: true),
            new UnitParameter("resume", "whether to go on from the last checkpoint, if there is one (false)", IsOptional: true),
            new UnitParameter("shuffle", "whether each epoch draws a new order (true)", IsOptional: true),
            new UnitParameter("seed", "a seed of its own for order and random numbers", IsOptional: true),
            new UnitParameter("silent", "whether to print no progress (false)", IsOptional: true),
        ],
        Acts = true,
        Run = static call => new TrainingElaboration(call).Train(),
    };

    public static readonly Unit Evaluate = new()
    {
        Name = "evaluate",
        Summary = "The mean of a measure over a data set, in evaluation mode.",
        Example = "data = make_moons(50, noise: 0.1)\nnet = dense(2)\nprint(evaluate(net, data, metric: cross_entropy) > 0)   # true",
        Parameters = [Net, Data, new UnitParameter("metric", "a function of output and target that gives one number, a mean over rows"), Batch],
        Acts = true,
        Run = static call => new TrainingElaboration(call).Evaluate("metric"),
    };

    public static readonly Unit Accuracy = new()
    {
        Name = "accuracy",
        Summary = "The part of a data set's rows whose class the model finds, from 0 to 1.",
        Example = "data = make_moons(50, noise: 0.1)\nnet = dense(2)\nprint(accuracy(net, data) <= 1)   # true",
        Parameters = [Net, Data, Batch],
        Acts = true,
        Run = static call => new TrainingElaboration(call).EvaluateBy(TrainingElaboration.Correct),
    };

    public static readonly Unit Confusion = new()
    {
        Name = "confusion",
        Summary = "How often rows of each class (down) were taken for each class (across).",
        Example = "data = make_moons(50, noise: 0.1)\nnet = dense(2)\nprint(sum(confusion(net, data)))   # 50",
        Parameters = [Net, Data, Batch],
        Acts = true,
        Run = static call => new TrainingElaboration(call).Confusion(),
    };

    public static readonly Unit Predict = new()
    {
        Name = "predict",
        Summary = "The output of a model in evaluation mode: for a tensor of inputs, or for every row of a data set.",
        Example = "net = dense(2)\nprint(shape(predict(net, [[1.0, 2.0, 3.0]])))   # [1, 2]",
        Parameters = [Net, new UnitParameter("x", "inputs, or a data set"), Batch],
        Acts = true,
        Run = static call => new TrainingElaboration(call).Predict(),
    };
}
