using System.Collections.Immutable;
using Dsl.Language.Binding.Declarations;
using Dsl.Language.Binding.Lints;
using Dsl.Language.Binding.Values;
using Dsl.Language.Diagnostics;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Programs;
using Dsl.Language.Syntax;
using Dsl.Language.Text;

namespace Dsl.Language.Binding;

public sealed partial class Elaborator
{
    /// <summary>By this name an entry knows the value of the last expression before it.</summary>
    private const string LastValueName = "_";

    /// <summary>The instances that the script itself makes.</summary>
    private readonly List<ModelInstance> roots = [];

    /// <summary>Weights and states whose start values an entry has seen to.</summary>
    private readonly HashSet<Variable> started = [];

    private Value? lastValue;
    private int nodesBefore;

    /// <summary>An elaborator for entries that come one after another, each knowing what those before it have named.</summary>
    internal static Elaborator CreateInteractive(IFileSource files)
    {
        var elaborator = Create(files, new DiagnosticBag(), ImmutableDictionary<string, Value>.Empty, isGeneric: false, new ElaborationBudget(WorkLimit));
        elaborator.scriptFrame = new Frame(FrameKind.Script, ImmutableDictionary<string, Value>.Empty);
        return elaborator;
    }

    /// <summary>The names that entries have bound or declared, each with a few words on its value, in alphabetical order.</summary>
    internal ImmutableArray<KeyValuePair<string, string>> NamedValues =>
        [.. fileNames.SetItems(scriptFrame!.Names).OrderBy(static n => n.Key, StringComparer.Ordinal).Select(static n => KeyValuePair.Create(n.Key, Describe(n.Value)))];

    /// <summary>The names that entries have bound or declared, with their values and where they were bound, where that is known.</summary>
    internal IEnumerable<(string Name, Value Value, SourceLocation? Site)> BoundNames =>
        fileNames.SetItems(scriptFrame!.Names).Select(n => (n.Key, n.Value, scriptFrame.Sites.GetValueOrDefault(n.Key)));

    /// <summary>Binds a name to a value that whoever runs the entries supplies.</summary>
    internal void Supply(GraphInput input) => scriptFrame!.BindHere(input.Name, new TensorValue(Builder.CreateInput(input)));

    /// <summary>Elaborates an entry. Whoever asks restores what was before where something is wrong with it.</summary>
    /// <param name="entry">Its tree.</param>
    /// <param name="limit">How much may be evaluated.</param>
    /// <param name="isQuiet">Whether the value of its last expression is not to be printed.</param>
    internal ElaboratedEntry Enter(CompilationUnitSyntax entry, ElaborationBudget limit, bool isQuiet)
    {
        var frame = scriptFrame!;
        diagnostics = new DiagnosticBag();
        budget = limit;
        Unreached = new UnreachedWeights();
        unprepared = null;
        namesLookedFor = 0;
        mistaken.Clear();
        nodesBefore = Builder.Count;
        actions = [];

        var declarations = FileDeclarations.Collect(entry, files, diagnostics);
        fileNames = fileNames.SetItems(declarations);
        frame.Names = frame.Names.RemoveRange(declarations.Keys);
        var values = new RecordedValues(entry.Source);
        GenericChecker.Check(entry, fileNames, files, diagnostics, limit, values, frame.Names.Keys);
        RecordValues(values);
        ForgetRedeclaredWeights(entry);

        Value value = NothingValue.Instance;
        foreach (var statement in entry.Statements)
            value = Execute(statement, frame);
        var isExpression = entry.Statements is [.., ExpressionStatementSyntax] && value is not (NothingValue or PoisonValue);
        if (isExpression)
            KeepLast(value, ((ExpressionStatementSyntax)entry.Statements[^1]).Expression, frame, isQuiet);
        Unreached.Report(this);
        (values.Names, values.Declarations) = (frame.Names, fileNames);
        var completed = Complete(actions);
        return new ElaboratedEntry(Starts(entry, completed), completed, diagnostics.ToImmutable(), values, isExpression ? Describe(value) : null, unprepared)
        {
            Value = isExpression ? value : null,
        };
    }

    /// <summary>Remembers what entries so far have made.</summary>
    internal EntryMemory Remember()
    {
        var frame = scriptFrame!;
        var (names, sites, facts, declared, last, instance) = (frame.Names, frame.Sites, frame.Facts, fileNames, lastValue, ScriptInstance);
        Action[] naming = [Memory.Of(frame.Own), Memory.Of(dataOrigins), Memory.Of(trainingData), instance?.Remember() ?? (static () => { })];
        var (stream, buildingFacts, location) = (nextStream, Builder.Facts, Builder.DefaultLocation);
        Action[] making =
        [
            Memory.Of(versions), Memory.Of(variableNodes), Memory.Of(owners), Memory.Of(stateValues), Memory.Of(optimizerStates), Memory.Of(freshOptimizerStates),
            Memory.Of(optimizerInitials), Memory.Of(scriptStates), Memory.Of(quantizedMatrices), Memory.Of(started), Memory.Of(roots),
            .. roots.Select(static root => root.Remember()),
        ];
        return new EntryMemory(RestoreNames, () =>
        {
            RestoreNames();
            (nextStream, Builder.Facts, Builder.DefaultLocation) = (stream, buildingFacts, location);
            foreach (var restore in making)
                restore();
        });

        void RestoreNames()
        {
            (frame.Names, frame.Sites, frame.Facts, fileNames, lastValue, ScriptInstance) = (names, sites, facts, declared, last, instance);
            foreach (var restore in naming)
                restore();
        }
    }

    // In brackets `_` stays the size left open: reshape(x, [2, _]).
    private Value EvaluateElement(ExpressionSyntax element, Frame frame) =>
        element is NameSyntax { Name: LastValueName } && lastValue is not null ? OpenSizeValue.Instance : Evaluate(element, frame);

    // What is shown and what later entries read under the name of the last value is computed once.
    private void KeepLast(Value value, ExpressionSyntax expression, Frame frame, bool isQuiet)
    {
        var tensors = new List<Node>();
        CollectTensors(value, tensors);
        if (value is TensorValue { Node: var weight } && weight.Operator == SourceOperators.Variable)
        {
            // A weight goes on changing; its value of now does not.
            tensors = [Builder.CreateTyped(LabelOperators.Label, [weight], OperatorAttributes.None, weight.Type, expression.Location)];
            value = new TensorValue(tensors[0]);
        }

        if (tensors.Count > 0)
            AddAction(new ComputeAction(expression.Location, [.. tensors]));
        lastValue = value;
        if (!isQuiet && ToProgramValue(value, expression.Location, frame) is { } shown)
            AddAction(new EchoAction(expression.Location, shown));
    }

    private void ForgetRedeclaredWeights(CompilationUnitSyntax entry)
    {
        foreach (var statement in entry.Statements)
        {
            if (statement is ParamStatementSyntax parameter)
                ScriptInstance?.Forget(parameter.Name.Text);
            else if (statement is StateStatementSyntax state)
                ScriptInstance?.Forget(state.Name.Text);
        }
    }

    // An instance gets its weights where it is first applied, perhaps entries after it was made.
    private ImmutableArray<ScriptAction> Starts(CompilationUnitSyntax entry, ImmutableArray<ScriptAction> completed)
    {
        var given = new HashSet<Node>(ReferenceEqualityComparer.Instance);
        CollectAssigned(completed, given);
        var starts = ImmutableArray.CreateBuilder<VariableAssignment>();
        var initialValues = roots.SelectMany(static root => root.InitialValues).Concat(scriptStates.Select(static s => (Variable: s.State, s.Initial)));
        foreach (var (variable, initial) in initialValues)
        {
            if (started.Add(variable) && !given.Contains(initial))
                starts.Add(new VariableAssignment(variable, initial));
        }

        return starts.Count == 0 ? [] : [new AssignAction(entry.Statements[0].Location, starts.ToImmutable())];
    }

    private static void CollectAssigned(ImmutableArray<ScriptAction> actions, HashSet<Node> given)
    {
        foreach (var action in actions)
        {
            switch (action)
            {
                case AssignAction assign:
                    given.UnionWith(assign.Assignments.Select(static a => a.Value));
                    break;
                case ForAction loop:
                    CollectAssigned(loop.Body, given);
                    break;
                case IfAction branch:
                    CollectAssigned(branch.Then, given);
                    CollectAssigned(branch.Else, given);
                    break;
            }
        }
    }
}
