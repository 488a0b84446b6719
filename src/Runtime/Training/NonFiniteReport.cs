using System.Collections.Immutable;
using Dsl.Language.Diagnostics;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Programs;
using Dsl.Language.Text;
using Dsl.Language.Types;
using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Training;

/// <summary>Tells a reader where a number that is not finite came from: operation, line, step, and the values that went in.</summary>
/// <param name="statement">The training.</param>
/// <param name="forward">What the loss is computed from; everything else belongs to gradients.</param>
/// <param name="isFirstStep">Whether nothing was trained before the step.</param>
/// <param name="stepsLeftOut">How many steps up to this one changed nothing; more than one only where the factor of the loss fell in each of them.</param>
/// <param name="numberText">Writes a number with so many significant digits.</param>
internal sealed class NonFiniteReport(SourceLocation statement, IReadOnlySet<Node> forward, bool isFirstStep, int stepsLeftOut, Func<double, int, string> numberText)
{
    private const int Digits = 4;
    private const int LongestText = 60;

    private const string TooLarge =
        "numbers grew larger than f32 can hold; the usual cause is a learning rate that is too large: try a tenth of it, or clip the gradients with clip: 1.0";

    private const string NormTooLarge =
        "`clip` adds up the squares of all gradients, and f32 holds no such sum of a norm above 1.8e19: limit each number with clip_value: 1.0, make the loss smaller by a factor, or try a tenth of the learning rate";

    private const string SquaresTooLarge =
        "the optimizer squares each gradient, and f32 holds no square of a number above 1.8e19: the usual cause is a learning rate that is too large: try a tenth of it, or limit each number with clip_value: 1.0";

    // A step that a script takes itself, with minimize.
    private bool IsSingleStep { get; init; }

    /// <summary>Looks for the origin in the batches of the step that went wrong, and reports it.</summary>
    /// <param name="context">The run.</param>
    /// <param name="action">The training.</param>
    /// <param name="steps">Did the step, which changed nothing.</param>
    /// <param name="loader">Brings rows to the inputs.</param>
    /// <param name="place">The rows of the step, those of a (small) batch, and the number of the step.</param>
    /// <param name="when">The step in words.</param>
    /// <param name="stepsLeftOut">How many steps up to this one changed nothing.</param>
    /// <param name="numberText">Writes a number with so many significant digits.</param>
    /// <param name="cancellation">Ends the search.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static Diagnostic Make(
        TrainingContext context, TrainAction action, StepComputations steps, BatchLoader loader, (int[] Rows, int Batch, long Step) place, string when,
        int stepsLeftOut, Func<double, int, string> numberText, CancellationToken cancellation)
    {
        var sources = action.Step.Sources ?? new StepSources(action.Step.Loss, [.. action.Step.Updates.Select(static u => u.Value)]);
        var report = new NonFiniteReport(action.Location, ForwardOf(sources), place.Step == 0, stepsLeftOut, numberText);
        var hasLooked = true;
        foreach (var rows in steps.Again(loader, place.Rows, place.Step))
        {
            var sizes = new Dictionary<DimensionSymbol, Dimension> { [action.Batch] = rows };
            var search = new NonFiniteSearch(context.Backend, context.Environment, action.Location, sizes);
            if (search.Find(double.IsFinite(steps.Loss) ? sources.Gradients : [sources.Loss], cancellation) is { } origin)
                return report.Describe(origin, NonFiniteValues.Of(origin, context.Backend, context.Environment, action.Location, sizes, cancellation), when);
            hasLooked &= search.HasLooked;
        }

        var (what, note) = !double.IsFinite(steps.Loss) ? ($"the loss became {numberText(steps.Loss, 1)}", TooLarge)
            : !hasLooked ? ("the gradients are not finite, or too large for the step,", TooLarge)
            : TooLargeFor(sources.Range);
        return new Diagnostic(ExecutionErrors.LossIsNotFinite, action.Location, $"{what} in {when}") { Notes = [note, .. report.NotesOnFactor()] };
    }

    /// <summary>Looks for the origin in a single step, which changed nothing, and reports it.</summary>
    /// <param name="context">The run.</param>
    /// <param name="statement">The step.</param>
    /// <param name="sources">What it starts from.</param>
    /// <param name="numberText">Writes a number with so many significant digits.</param>
    /// <param name="cancellation">Ends the search.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static Diagnostic OfStep(TrainingContext context, SourceLocation statement, StepSources sources, Func<double, int, string> numberText, CancellationToken cancellation)
    {
        const string When = "this step";
        var sizes = ImmutableDictionary<DimensionSymbol, Dimension>.Empty;
        var report = new NonFiniteReport(statement, ForwardOf(sources), isFirstStep: false, stepsLeftOut: 1, numberText) { IsSingleStep = true };
        foreach (ImmutableArray<Node> roots in (ImmutableArray<Node>[])[[sources.Loss], sources.Gradients])
        {
            if (new NonFiniteSearch(context.Backend, context.Environment, statement, sizes).Find(roots, cancellation) is { } origin)
                return report.Describe(origin, NonFiniteValues.Of(origin, context.Backend, context.Environment, statement, sizes, cancellation), When);
        }

        var (what, note) = TooLargeFor(sources.Range);
        return new Diagnostic(ExecutionErrors.LossIsNotFinite, statement, $"{what} in {When}") { Notes = [note] };
    }

    /// <summary>The report.</summary>
    /// <param name="origin">Where it came from.</param>
    /// <param name="values">What went in; null where that is not known.</param>
    /// <param name="when">The step in words: <c>step 3 of 100 (epoch 1)</c>.</param>
    public Diagnostic Describe(NonFiniteOrigin origin, NonFiniteValues? values, string when)
    {
        var operation = origin.Operation;
        var what = values is { } known ? numberText(known.Result, 1) : origin.IsNaN ? "nan" : "inf";
        if (operation.Attributes is VariableAttributes { Variable: var variable })
            return Report(operation, $"the weight `{variable.Path}` holds {what} before {when}{At(values)}", [isFirstStep ? "it held this before the training began: it was loaded, set, or trained to it" : $"the update of the step before gave it: {TooLarge}"]);
        if (operation.Attributes is InputAttributes { Input: var input })
            return Report(null, $"`{input.Name}` of the data holds {what} in the batch of {when}{At(values)}", ["look for missing or broken values in the data before training on it"]);

        var isGradient = !forward.Contains(origin.Recurrence ?? operation);
        var turn = origin.Recurrence is null ? "" : $", turn {origin.Turn} of its recurrence";
        var message = $"{(isGradient ? "the gradient of " : "")}`{Text(operation.Location)}` is {what}{(stepsLeftOut > 1 ? "" : " for the first time")} in {when}{turn}{At(values)}";
        var notes = ImmutableArray.CreateBuilder<string>();
        if (values is { Operands.IsEmpty: false })
            notes.AddRange(values.Operands.Select((figures, i) => Describe(figures, operation, i, isGradient)));
        if (Cause(operation, values, isGradient) is { } cause)
            notes.Add(cause);
        notes.AddRange(NotesOnFactor());
        return Report(operation, message, notes.ToImmutable());
    }

    private Diagnostic Report(Node? operation, string message, ImmutableArray<string> notes)
    {
        var report = FaultPlace.Report(ExecutionErrors.LossIsNotFinite, operation?.Location, statement, message);
        return report with
        {
            Notes = [.. notes, .. report.Notes],
            Annotations = report.Location == statement ? [] : [new DiagnosticAnnotation(statement, IsSingleStep ? "in this step" : "in this training")],
        };
    }

    private static HashSet<Node> ForwardOf(StepSources sources) => GraphTraversal.TopologicalOrder([sources.Loss]).ToHashSet<Node>(ReferenceEqualityComparer.Instance);

    private static (string What, string Note) TooLargeFor(GradientRange range) => range switch
    {
        GradientRange.FiniteNorm => ("the norm of the gradients became too large", NormTooLarge),
        GradientRange.FiniteSquares => ("the squares of the gradients became too large", SquaresTooLarge),
        _ => ("the gradients became too large", TooLarge),
    };

    private IEnumerable<string> NotesOnFactor() => stepsLeftOut > 1
        ? [$"it was so in {stepsLeftOut} steps one after another, all left out, while the factor by which f16 trainings multiply the loss was halved each time, down to 1"]
        : [];

    private static string At(NonFiniteValues? values) => values is { Index.IsEmpty: false } ? $", at [{string.Join(", ", values.Index)}]" : "";

    private string Describe(OperandFigures figures, Node operation, int position, bool isGradient)
    {
        var isLiteral = !isGradient && IsLiteral(figures.Node);
        var name = isGradient ? $"operand {position + 1} of its `{operation.Operator.Name}`" : isLiteral ? "the literal" : $"`{Text(figures.Node.Location)}`";
        var shape = figures.Shape.IsEmpty || isLiteral ? "" : $" [{string.Join(", ", figures.Shape)}]";
        var range = figures.Smallest.Equals(figures.Largest) ? $"is {numberText(figures.Smallest, Digits)}" : $"lies between {numberText(figures.Smallest, Digits)} and {numberText(figures.Largest, Digits)}";
        return figures.There is { } there && !figures.Smallest.Equals(figures.Largest) ? $"{name}{shape} is {numberText(there, Digits)} there and {range}" : $"{name}{shape} {range}";
    }

    // Spread over a shape or turned into another type, it has the place of the operation that asked for that.
    private static bool IsLiteral(Node node)
    {
        while (node.Operator == MovementOperators.Broadcast || node.Operator == ConversionOperators.Cast)
            node = node.Inputs[0];
        return node.Operator == SourceOperators.Constant;
    }

    private string? Cause(Node operation, NonFiniteValues? values, bool isGradient)
    {
        var @operator = operation.Operator;
        var read = values?.Operands.LastOrDefault()?.There;
        if (isGradient && forward.Any(node => node.Operator == FunctionOperators.Sqrt && node.Location is { } place && place.Equals(operation.Location)))
            return "a square root has no slope at 0: add a small number under it, as in sqrt(x + 1e-8)";
        if (@operator == ArithmeticOperators.Divide && read is null or 0)
            return read is 0 ? "it divides by 0: add a small number to the divisor, or take another way where it is 0" : null;
        if (@operator == FunctionOperators.Log || @operator == FunctionOperators.Log1P)
            return "only numbers above 0 have a logarithm: keep the operand away from 0, or use a loss that takes scores and not probabilities, such as cross_entropy";
        if (@operator == FunctionOperators.Exp || @operator == FunctionOperators.ExpM1)
            return "an exponential of more than 88.7 is larger than any f32 number: subtract the largest operand first, as softmax does, or scale the operand down";
        if (@operator == FunctionOperators.Sqrt || @operator == ArithmeticOperators.Power)
            return "a negative number has no square root and no power with a fraction; a large one to a power is larger than any f32 number";
        return operation.Element == ElementType.Float16
            ? "f16 holds numbers up to 65504: train with precision: bf16, which reaches as far as f32, or scale the values down"
            : TooLarge;
    }

    private static string Text(SourceLocation? location)
    {
        if (location is null)
            return "a value of the loss";
        var text = FaultPlace.FirstLine(location.Text);
        return text.Length <= LongestText ? text : $"{text[..(LongestText - 3)]}...";
    }
}
