using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Dsl.Language.Binding.Descriptions;
using Dsl.Language.Binding.Values;
using Dsl.Language.Diagnostics;
using Dsl.Language.Graph;
using Dsl.Language.Programs;
using Dsl.Language.Syntax;
using Dsl.Language.Text;
using Dsl.Language.Types;

namespace Dsl.Language.Binding;

/// <summary>
/// Elaborates a script: evaluates everything that is known before it runs, checks every shape, and builds the graph and the
/// list of actions. It executes nothing: the work is bounded by <see cref="WorkLimit"/> whatever the script says.
/// </summary>
public sealed partial class Elaborator
{
    /// <summary>The most expressions elaborated in one script.</summary>
    public const int WorkLimit = 1_000_000;

    /// <summary>The most calls within calls.</summary>
    public const int DepthLimit = 200;

    internal const int MostNamesLookedFor = 100;

    private readonly IFileSource files;
    private DiagnosticBag diagnostics;
    private readonly Dictionary<Variable, int> versions = [];
    private readonly Dictionary<(Variable Variable, int Version), Node> variableNodes = [];
    private readonly Dictionary<Variable, ModelInstance> owners = [];
    private List<PendingAction> actions = [];
    private long nextStream = 1;
    private ElaborationBudget budget;
    private int namesLookedFor;
    private bool isAbandoned;

    private Elaborator(IFileSource files, DiagnosticBag diagnostics, bool isGeneric, ElaborationBudget budget)
    {
        this.budget = budget;
        this.files = files;
        this.diagnostics = diagnostics;
        IsGeneric = isGeneric;
        Seed = new GraphInput("seed", TensorType.Scalar(ElementType.Int));
        Counter = new GraphInput("counter", TensorType.Scalar(ElementType.Int));
        SeedNode = Operators.SourceOperators.CreateInput(Builder, Seed);
        CounterNode = Operators.SourceOperators.CreateInput(Builder, Counter);
        ScriptInstance = null;
    }

    internal GraphBuilder Builder { get; } = new();

    internal GraphInput Seed { get; }

    internal GraphInput Counter { get; }

    internal Node SeedNode { get; }

    /// <summary>The counter of random numbers: that of the action, or of the training step while one is built.</summary>
    internal Node CounterNode { get; set; }

    /// <summary>Whether a declaration is checked on its own, with sizes that nobody knows yet.</summary>
    internal bool IsGeneric { get; }

    /// <summary>Whether nothing of the program is wanted: what can only make it, but report nothing, is left out.</summary>
    internal bool ChecksOnly { get; init; }

    /// <summary>Whether each accuracy of a classifier counts its confusions too.</summary>
    internal bool CountsConfusions { get; init; }

    /// <summary>States written while a step is built, or null where updates happen at once.</summary>
    internal List<VariableAssignment>? StateWrites { get; set; }

    /// <summary>The owner of parameters declared at top level.</summary>
    internal ModelInstance? ScriptInstance { get; set; }

    /// <summary>Where requirements that stay open are noted, while somebody wants to ask them later.</summary>
    internal List<SizeRequirement>? OpenRequirements { get; set; }

    /// <summary>Where facts from requirements that stay open are noted, while somebody wants to know them.</summary>
    internal List<DimensionFacts>? LearnedFacts { get; set; }

    /// <summary>Where applications of models and layers are noted, while somebody wants to know them.</summary>
    internal List<LayerApplication>? LayerApplications { get; set; }

    /// <summary>Where calls of everything else are noted, while somebody wants to know them.</summary>
    internal List<FunctionApplication>? FunctionApplications { get; set; }

    internal IFileSource Files => files;

    /// <summary>How many unknown names were compared with those there are.</summary>
    internal int NamesLookedFor => namesLookedFor;

    internal void AddAction(ScriptAction action) => actions.Add(new PendingAction(() => action));

    /// <summary>Adds an action whose contents are known only at the end of elaboration; null means none.</summary>
    internal void AddPendingAction(Func<ScriptAction?> make) => actions.Add(new PendingAction(make));

    /// <summary>Elaborates something with a list of actions of its own.</summary>
    internal List<PendingAction> CollectActions(Action elaborate)
    {
        var outer = actions;
        actions = [];
        elaborate();
        var collected = actions;
        actions = outer;
        return collected;
    }

    internal static ImmutableArray<ScriptAction> Complete(List<PendingAction> pending) =>
        [.. pending.Select(static p => p.Make()).OfType<ScriptAction>()];

    internal int VersionOf(Variable variable) => versions.GetValueOrDefault(variable);

    internal void MarkUpdated(Variable variable) => versions[variable] = VersionOf(variable) + 1;

    /// <summary>The variable as it is now.</summary>
    internal Node ReadVariable(Variable variable, SourceLocation? location)
    {
        var key = (variable, VersionOf(variable));
        if (!variableNodes.TryGetValue(key, out var node))
        {
            node = Operators.SourceOperators.CreateVariable(Builder, variable, key.Item2, variable.Location ?? location);
            variableNodes.Add(key, node);
        }

        return node;
    }

    internal long NextRandomStream() => nextStream++;

    /// <summary>Goes on with another stream of random numbers; gives the one that would have been next.</summary>
    internal long ExchangeRandomStream(long next)
    {
        var before = nextStream;
        nextStream = next;
        return before;
    }

    /// <summary>After a seed is set, the same draws follow again; only where it is certain to be set, in the script's own straight line.</summary>
    internal void RestartRandomStreams(Frame frame)
    {
        if (frame is { Acts: true, Outer: null })
            nextStream = 1;
    }

    /// <summary>Evaluates an expression; a mistake is reported once and gives poison.</summary>
    internal Value Evaluate(ExpressionSyntax expression, Frame frame)
    {
        if (IsAbandoned(frame))
            return PoisonValue.Instance;
        if (!budget.Spend() || Builder.Count - nodesBefore > ElaborationBudget.NodeLimit)
            return WorkExceeded(expression.Location, frame);
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            return RecursionExceeded(expression.Location, "this is nested more deeply than can be followed", frame);
        var value = EvaluateForm(expression, frame);
        Record(expression, value);
        return value;
    }

    /// <summary>What the expressions and names of the script were last seen to be, for hover and checked fixes.</summary>
    private RecordedValues? recorded;

    /// <summary>From here on what the expressions of a source are is kept.</summary>
    internal void RecordValues(RecordedValues kept)
    {
        recorded = kept;
        if (!IsGeneric)
            kept.Settle();
    }

    private void Record(SyntaxElement place, Value value)
    {
        if (recorded is not null && place.Source == recorded.Source)
            recorded.Keep(place.Span, value, IsGeneric);
    }

    private Value EvaluateForm(ExpressionSyntax expression, Frame frame) => expression switch
    {
        NumberLiteralSyntax number => number.IsInteger
            ? new IntegerValue(number.IntegerValue, null, new Origin(number.Location, number.Location.Text))
            : new NumberValue(number.Value),
        StringLiteralSyntax text => Bounded(EvaluateText(text, frame), text.Location, frame),
        BooleanLiteralSyntax boolean => new BooleanValue(boolean.Value),
        NameSyntax name => EvaluateName(name, frame),
        ParenthesizedSyntax parenthesized => Evaluate(parenthesized.Expression, frame),
        TupleSyntax tuple => Bounded(new TupleValue(EvaluateAll(tuple.Elements, frame)), tuple.Location, frame),
        RecordSyntax record => EvaluateRecord(record, frame),
        ListSyntax list => EvaluateList(list, frame),
        UnarySyntax unary => EvaluateUnary(unary, frame),
        BinarySyntax binary => EvaluateBinary(binary, frame),
        PipeSyntax pipe => EvaluatePipe(pipe, frame),
        LambdaSyntax lambda => new LambdaValue(lambda, frame),
        CallSyntax call => EvaluateCall(call, frame),
        IndexSyntax index => EvaluateIndex(index, frame),
        MemberSyntax member => EvaluateMember(member, frame),
        IfSyntax conditional => EvaluateIf(conditional, frame),
        BlockSyntax block => EvaluateBlock(block, frame.Block()),
        ScanSyntax scan => EvaluateScan(scan, frame),
        MissingExpressionSyntax => PoisonValue.Instance,
        _ => Poison(BindingErrors.NotHere, expression.Location, "this has a meaning only inside a call or a shape", frame),
    };

    private ImmutableArray<Value> EvaluateAll(SeparatedList<ExpressionSyntax> expressions, Frame frame)
    {
        var values = ImmutableArray.CreateBuilder<Value>(expressions.Count);
        foreach (var expression in expressions)
            values.Add(Evaluate(expression, frame));
        return values.MoveToImmutable();
    }

    private Value EvaluateRecord(RecordSyntax record, Frame frame)
    {
        var fields = ImmutableArray.CreateBuilder<(string, Value)>(record.Fields.Count);
        foreach (var field in record.Fields)
            fields.Add((field.Name?.Text ?? "", Evaluate(field.Value, frame)));
        return Bounded(new RecordValue(fields.MoveToImmutable()), record.Location, frame);
    }

    private Value EvaluateList(ListSyntax list, Frame frame)
    {
        var elements = ImmutableArray.CreateBuilder<Value>(list.Elements.Count);
        foreach (var element in list.Elements)
            elements.Add(EvaluateElement(element, frame));
        return Bounded(new ListValue(elements.MoveToImmutable()), list.Location, frame);
    }

    /// <summary>Runs the statements of a block and gives the value of the last expression.</summary>
    internal Value EvaluateBlock(BlockSyntax block, Frame frame)
    {
        Value last = NothingValue.Instance;
        for (var i = 0; i < block.Statements.Length; i++)
        {
            last = Execute(block.Statements[i], frame);
            // What follows a broken requirement relies on it: one mistake, one report.
            if (block.Statements[i] is RequireStatementSyntax && last is PoisonValue)
                return last;
        }

        NoteEndOfBlock(frame);
        return last;
    }

    private Value EvaluateName(NameSyntax name, Frame frame)
    {
        if (name.Name.Length == 0)
            return PoisonValue.Instance;
        if (name.Name == LastValueName && frame.Acts && lastValue is not null)
            return Current(lastValue);
        if (Lookup(name.Name, frame) is { } value)
            return value is UncarriedValue uncarried ? ReportUncarried(name.Name, uncarried, name.Location, frame) : Current(value);
        if (name.Name == "_")
            return OpenSizeValue.Instance;
        if (name.Name == "training")
        {
            return frame.Kind == FrameKind.Script
                ? new BooleanValue(false)
                : new BooleanValue(frame.IsTraining);
        }

        if (ForeignNames.Find(name.Name) is var (remark, replacement))
        {
            return Poison(
                BindingErrors.UnknownName, name.Location, $"nothing here is called `{name.Name}`; {remark}", frame,
                fixes: replacement is null ? [] : [new DiagnosticFix($"write `{replacement}`", [new TextEdit(name.Location, replacement)])]);
        }

        if (BlockThatBound(name.Name, frame) is { } site)
        {
            return Poison(
                BindingErrors.UnknownName, name.Location,
                $"nothing here is called `{name.Name}` any more: a name that a block is the first to bind ends with it; bound before the block, it keeps what the block gives it", frame,
                [new DiagnosticAnnotation(site, "bound in this block only")]);
        }

        // A script with thousands of unknown names is not a slip of the pen: the search through all names is for the first of them.
        var near = ++namesLookedFor <= MostNamesLookedFor ? NearestName(name.Name, frame) : null;

        // It may well be what a file that is not there would have brought.
        if (near is null && diagnostics.Has(BindingErrors.ImportFailed))
            return PoisonValue.Instance;
        var fixes = near is null
            ? ImmutableArray<DiagnosticFix>.Empty
            : [new DiagnosticFix($"did you mean `{near}`?", [new TextEdit(name.Location, near)])];
        return Poison(
            BindingErrors.UnknownName, name.Location, $"nothing here is called `{name.Name}`", frame, fixes: fixes);
    }

    // The name of a weight stands for the weight as it is now; other names keep the numbers that they were given.
    private Value Current(Value value) =>
        value is TensorValue { Node: { } node } && node.Operator == Operators.SourceOperators.Variable && node.AttributesAs<Operators.VariableAttributes>() is var read && read.Version != VersionOf(read.Variable)
            ? new TensorValue(ReadVariable(read.Variable, node.Location))
            : value;

    private Value Bounded(Value value, SourceLocation location, Frame frame) => value.Weight <= budget.Limit
        ? value
        : Poison(BindingErrors.TooMuchWork, location, $"written out, this has more than {budget.Limit:N0} values or {budget.Limit * 16L:N0} characters", frame);

    private Value WorkExceeded(SourceLocation location, Frame frame)
    {
        var isGraph = !budget.IsExhausted;
        budget.Exhaust();

        // A check of a declaration alone looks at every branch of a recursion, where its use takes one: only the use can tell that it is too much.
        if (IsGeneric || budget.IsReported)
            return PoisonValue.Instance;
        budget.IsReported = true;
        return Poison(
            BindingErrors.TooMuchWork,
            location,
            isGraph
                ? $"the script computes with more than {ElaborationBudget.NodeLimit:N0} operations; fewer turns of a loop, or fewer gradients of gradients, would do"
                : $"checking it takes more than {budget.Limit:N0} evaluations; a loop with a smaller count would do",
            frame);
    }

    private PoisonValue RecursionExceeded(SourceLocation location, string message, Frame frame)
    {
        isAbandoned = true;
        return Poison(BindingErrors.RecursionTooDeep, location, message, frame);
    }

    // A body that calls itself twice leads to 2^200 calls: after the first report the statement of the script that led there has come to nothing.
    private bool IsAbandoned(Frame frame)
    {
        if (isAbandoned && frame.Depth == 0)
            isAbandoned = false;
        return isAbandoned;
    }

    /// <summary>An action that may be completed at the end of elaboration.</summary>
    internal sealed record PendingAction(Func<ScriptAction?> Make);
}
