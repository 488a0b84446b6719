using System.Collections.Immutable;
using Dsl.Language.Binding.Descriptions;
using Dsl.Language.Diagnostics;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Programs;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Generation;
using Dsl.Runtime.Reports;
using Dsl.Runtime.Training;

namespace Dsl.Runtime.Scripts;

/// <summary>Does actions. Each returns null, or the fault that ends the run.</summary>
internal sealed class ActionRunner
{
    private readonly RunContext context;
    private readonly LoopRunner loops;

    public ActionRunner(RunContext context)
    {
        this.context = context;
        loops = new LoopRunner(context, this);
    }

    private ExecutionEnvironment Environment => context.Environment;

    /// <summary>Does actions in order until one fails.</summary>
    /// <exception cref="OperationCanceledException">Whoever runs the script asked it to stop.</exception>
    public Diagnostic? Run(ImmutableArray<ScriptAction> actions)
    {
        foreach (var action in actions)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            if (Run(action) is { } fault)
                return fault;
        }

        return null;
    }

    private Diagnostic? Run(ScriptAction action) => action switch
    {
        ComputeAction compute => Compute(compute),
        AssignAction assign => Assign(assign),
        PrintAction print => Print(print),
        EchoAction echo => ValueEcho.Show(context, echo),
        DrawValueAction draw => ValueDrawing.Draw(context, draw),
        AssertAction assertion => Assert(assertion),
        SeedAction seed => SetSeed(seed),
        ForAction loop => loops.Run(loop),
        IfAction branch => Branch(branch),
        SaveAction save => StorageActions.Save(context, save),
        SaveTokenizerAction save => StorageActions.Save(context, save),
        ExportAction export => ExportActions.Export(context, export),
        LoadAction load => StorageActions.Load(context, load),
        PlotAction plot => DrawingActions.Plot(context, plot),
        HistogramAction histogram => DrawingActions.Histogram(context, histogram),
        ShowAction show => DrawingActions.Show(context, show),
        SummaryAction summary => DescriptionActions.Summarize(context, summary),
        GraphAction graph => DescriptionActions.Draw(context, graph),
        DataAction data => context.Data.Run(data),
        EncodeAction encode => Encode(encode),
        DataTensorAction tensor => context.Data.Supply(tensor),
        TrainAction train => Train(train),
        EvaluateAction evaluate => Evaluate(evaluate),
        GenerateAction generate => Generate(generate),
        _ => throw new InvalidOperationException($"no part of the runtime does {action.GetType().Name}"),
    };

    private Diagnostic? Compute(ComputeAction action)
    {
        if (action.Values.All(IsAtHand))
            return null;
        var computation = context.Computation(action, action.Values);
        if (context.Run(computation) is { } fault)
            return fault;
        for (var i = 0; i < action.Values.Length; i++)
        {
            if (!IsAtHand(action.Values[i]))
                Environment.Keep(action.Values[i], computation.Output(i));
        }

        return null;
    }

    private Diagnostic? Assign(AssignAction action)
    {
        if (action.Check is not { } check)
            return context.Run(context.Computation(action, [], action.Assignments));
        var computation = context.Computation(action, [check.IsSound], action.Assignments);
        if (context.Run(computation) is { } fault)
            return fault;
        return computation.Output(0).GetDouble(0) != 0 ? null : NonFiniteReport.OfStep(context.Training, action.Location, check.Sources, NumberFormatter.Format, context.Cancellation);
    }

    // An input stays what it is until the action that supplies it runs again; a copy of it would only take memory.
    private bool IsAtHand(Node node) => node.Operator == SourceOperators.Input || Environment.IsKept(node);

    private Diagnostic? Print(PrintAction action)
    {
        if (ValuePrinter.Print(context, action, action.Values, out var texts) is { } fault)
            return fault;
        context.Output.WriteLine(string.Join(' ', texts));
        return null;
    }

    private Diagnostic? Encode(EncodeAction action) =>
        ValuePrinter.Print(context, action, [action.Text], out var texts) is { } fault ? fault : context.Data.Encode(action, texts[0]);

    private Diagnostic? Assert(AssertAction action)
    {
        var condition = context.Computation(action, [action.Condition]);
        if (context.Run(condition) is { } fault)
            return fault;
        if (condition.Output(0).GetDouble(0) != 0)
            return null;
        var message = $"{action.ConditionText} is false";
        if (action.Message is not null)
        {
            if (ValuePrinter.Print(context, action, [action.Message], out var texts, part: 1) is { } messageFault)
                return messageFault;
            message = texts[0];
        }

        return new Diagnostic(ExecutionErrors.AssertionFailed, action.Location, message);
    }

    private Diagnostic? SetSeed(SeedAction action)
    {
        var computation = context.Computation(action, [action.Value]);
        if (context.Run(computation) is { } fault)
            return fault;
        Environment.SetInput(context.Program.Seed, computation.Output(0));
        context.RestartDraws();
        return null;
    }

    private Diagnostic? Branch(IfAction action)
    {
        var condition = context.Computation(action, [action.Condition]);
        if (context.Run(condition) is { } fault)
            return fault;
        var isTrue = condition.Output(0).GetDouble(0) != 0;
        if (Run(isTrue ? action.Then : action.Else) is { } branchFault)
            return branchFault;
        if (action.Merges.IsEmpty)
            return null;
        var merges = context.Computation(action, [.. action.Merges.Select(m => isTrue ? m.WhenTrue : m.WhenFalse)], part: isTrue ? 1 : 2);
        if (context.Run(merges) is { } mergeFault)
            return mergeFault;
        for (var i = 0; i < action.Merges.Length; i++)
            Environment.SetInput(action.Merges[i].Result, merges.Output(i));
        return null;
    }

    private Diagnostic? Train(TrainAction action)
    {
        var trainer = context.Resource(action, () => new Trainer(context.Training, action, NumberFormatter.Format));
        if (action.Checkpoints is not { } checkpoints)
            return RunRecording.Train(context, action, () => trainer.Run());
        return ValuePrinter.Print(context, action, [checkpoints.Folder], out var texts) is { } fault
            ? fault
            : RunRecording.Train(context, action, () => trainer.Run((context.PathToWrite(texts[0]), texts[0])));
    }

    private Diagnostic? Evaluate(EvaluateAction action)
    {
        var evaluation = context.Resource(action, () => new Evaluation(context.Training, action.Evaluation, action.Location) { RunsOnce = context.LoopDepth == 0 });
        if (evaluation.Run(action.BatchSize, context.Cancellation) is { } fault)
            return fault;
        for (var i = 0; i < action.Results.Length; i++)
            evaluation.Supply(i, action.Results[i]);
        RunRecording.Measure(context, action);
        return null;
    }

    private Diagnostic? Generate(GenerateAction action)
    {
        var generator = context.Resource(action, () => new Generator(context.Generation, action));
        if (action.Prompt.Text is { } text)
            return ValuePrinter.Print(context, action, [text], out var texts) is { } textFault ? textFault : generator.Run(texts[0], context.Cancellation);
        var prompt = context.Computation(action, [action.Prompt.Tokens!]);
        if (context.Run(prompt) is { } fault)
            return fault;
        var tokens = prompt.Output(0);
        return generator.Run(tokens.AsSpan<long>().ToArray(), tokens.Shape.Length == 1 ? 1 : tokens.Shape[0], context.Cancellation);
    }
}
