using System.Collections.Immutable;
using Dsl.Language.Binding.Descriptions;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Programs;
using Dsl.Language.Types;

namespace Dsl.Runtime.Scripts;

/// <summary>
/// Finds what of a program has to be done so that a model has its weights, its sizes, and the values of the script that it reads. Nothing is trained, printed or written.
/// </summary>
internal sealed class ModelSlice
{
    private readonly HashSet<Node> nodes = [];
    private readonly HashSet<GraphInput> inputs = [];
    private readonly HashSet<Variable> variables = [];
    private readonly HashSet<Variable> supplied;
    private readonly HashSet<DimensionSymbol> sizes = [];
    private readonly HashSet<DataSlot> data = [];
    private bool hasGrown;

    private ModelSlice(IEnumerable<Variable> supplied) => this.supplied = [.. supplied];

    /// <summary>Whether the script itself reads weights of the model from a file.</summary>
    public bool LoadsWeights { get; private set; }

    /// <summary>Whether the script changes weights of the model after it has made them, which is left out.</summary>
    public bool LeavesOutTraining { get; private set; }

    /// <summary>What to do before weights are supplied, and what after it.</summary>
    public (ImmutableArray<ScriptAction> Before, ImmutableArray<ScriptAction> After) Actions { get; private set; }

    /// <summary>The part of a program that a model needs.</summary>
    /// <param name="program">The program.</param>
    /// <param name="model">The model.</param>
    /// <param name="supplied">Variables whose values come from elsewhere.</param>
    public static ModelSlice Of(ScriptProgram program, DescribedModel model, ImmutableArray<Variable> supplied)
    {
        var slice = new ModelSlice(supplied);
        foreach (var output in model.Outputs)
            slice.Need(output);
        foreach (var variable in model.Instance.NamedVariables)
            slice.Need(variable.Variable);
        ImmutableArray<ScriptAction> kept;

        // What an action needs may be provided by one that was passed over, so that all are looked at until nothing is added.
        do
        {
            slice.hasGrown = false;
            kept = slice.Reduced(program.Actions);
        }
        while (slice.hasGrown);
        var assigned = Assigned(kept).ToHashSet();
        var initial = model.Instance.Root.InitialValues.Where(value => slice.variables.Contains(value.Variable) && !assigned.Contains(value.Variable) && !slice.supplied.Contains(value.Variable)).ToList();
        if (initial.Count > 0)
            kept = kept.Add(new AssignAction(model.Instance.Declaration!.Name.Location, [.. initial.Select(static value => new VariableAssignment(value.Variable, value.Initial))]));
        var split = supplied.IsEmpty ? kept.Length : kept.TakeWhile(action => !slice.ReadsSupplied(action)).Count();
        slice.Actions = (kept[..split], kept[split..]);
        return slice;
    }

    private static IEnumerable<Variable> Assigned(ImmutableArray<ScriptAction> actions) => actions.SelectMany(static action => action switch
    {
        AssignAction assign => assign.Assignments.Select(static value => value.Variable),
        ForAction loop => Assigned(loop.Body),
        IfAction branch => Assigned(branch.Then).Concat(Assigned(branch.Else)),
        _ => [],
    });

    private ImmutableArray<ScriptAction> Reduced(ImmutableArray<ScriptAction> actions) => Reduced(actions, []);

    private ImmutableArray<ScriptAction> Reduced(ImmutableArray<ScriptAction> actions, HashSet<Variable> initialized)
    {
        var kept = ImmutableArray.CreateBuilder<ScriptAction>();
        foreach (var action in actions)
        {
            if (Reduced(action, initialized) is { } part)
                kept.Add(part);
        }

        return kept.ToImmutable();
    }

    private ScriptAction? Reduced(ScriptAction action, HashSet<Variable> initialized)
    {
        switch (action)
        {
            case SeedAction seed:
                Need(seed.Value);
                return seed;
            case ComputeAction compute when compute.Values.Any(nodes.Contains):
                return compute with { Values = [.. compute.Values.Where(nodes.Contains)] };
            case AssignAction assign:
                return Reduced(assign, initialized);
            case TrainAction train:
                LeavesOutTraining |= train.Step.Updates.Any(update => variables.Contains(update.Variable));
                return null;
            case LoadAction load when load.Variables.Any(value => variables.Contains(value.Variable) && !supplied.Contains(value.Variable)):
                LoadsWeights = true;
                NeedAll(load.Path);
                return load;
            case DataAction made when data.Contains(made.Result) || DataSizes.Symbols(made.Result.Type).Any(sizes.Contains):
                NeedAll(made);
                return made;
            case EncodeAction encode when data.Contains(encode.Result) || DataSizes.Symbols(encode.Result.Type).Any(sizes.Contains):
                Need(encode.Encoder);
                NeedAll(encode.Text);
                return encode;
            case DataTensorAction tensor when inputs.Contains(tensor.Result):
                Need(tensor.Data);
                return tensor;
            case EvaluateAction evaluate when evaluate.Results.Any(inputs.Contains):
                NeedAll(evaluate);
                return evaluate;
            case ForAction loop:
                return Reduced(loop, initialized);
            case IfAction branch:
                return Reduced(branch, initialized);
            default:
                return null;
        }
    }

    // The first values of a variable make it; what gives it others later is training.
    private AssignAction? Reduced(AssignAction assign, HashSet<Variable> initialized)
    {
        var first = assign.Assignments.Where(value => variables.Contains(value.Variable) && initialized.Add(value.Variable)).ToImmutableArray();
        LeavesOutTraining |= assign.Assignments.Any(value => variables.Contains(value.Variable)) && first.IsEmpty;
        var wanted = first.Where(value => !supplied.Contains(value.Variable)).ToImmutableArray();
        if (wanted.IsEmpty)
            return null;
        foreach (var value in wanted)
            Need(value.Value);
        return assign with { Assignments = wanted };
    }

    private ForAction? Reduced(ForAction loop, HashSet<Variable> initialized)
    {
        var carried = loop.Carries.Any(carry => inputs.Contains(carry.Inside));
        var body = Reduced(loop.Body, initialized);
        if (!carried && body.All(static action => action is SeedAction))
            return null;
        Need(loop.Start);
        Need(loop.Stop);
        foreach (var carry in loop.Carries)
        {
            Need(carry.Initial);
            Need(carry.Next);
        }

        return loop with { Body = body };
    }

    private IfAction? Reduced(IfAction branch, HashSet<Variable> initialized)
    {
        var merged = branch.Merges.Any(merge => inputs.Contains(merge.Result));
        var other = new HashSet<Variable>(initialized);
        var (then, otherwise) = (Reduced(branch.Then, initialized), Reduced(branch.Else, other));
        initialized.UnionWith(other);
        if (!merged && then.Concat(otherwise).All(static action => action is SeedAction))
            return null;
        Need(branch.Condition);
        foreach (var merge in branch.Merges)
        {
            Need(merge.WhenTrue);
            Need(merge.WhenFalse);
        }

        return branch with { Then = then, Else = otherwise };
    }

    private void NeedAll(DataAction action)
    {
        foreach (var argument in action.Arguments.Values)
        {
            if (argument is ReferenceDataArgument reference)
                Need(reference.Data);
            else if (argument is NodeDataArgument node)
                Need(node.Node);
            else if (argument is SizeDataArgument size)
                Need(size.Size);
        }

        hasGrown |= data.Add(action.Result);
    }

    private void NeedAll(EvaluateAction action)
    {
        Need(action.Evaluation.Data);
        foreach (var output in action.Evaluation.Outputs)
            Need(output.Value);
    }

    private void NeedAll(ProgramValue value)
    {
        switch (value)
        {
            case NodeValue node:
                Need(node.Node);
                break;
            case TextValue text:
                foreach (var part in text.Parts.Select(static part => part.Value).OfType<ProgramValue>())
                    NeedAll(part);
                break;
            case ChoiceValue choice:
                Need(choice.Condition);
                NeedAll(choice.WhenTrue);
                NeedAll(choice.WhenFalse);
                break;
            case DecodedValue decoded:
                Need(decoded.Decoder);
                Need(decoded.Tokens);
                break;
            case DataValue reference:
                Need(reference.Data);
                break;
        }
    }

    private void Need(DataReference reference) => hasGrown |= data.Add(reference.Slot);

    private void Need(Variable variable)
    {
        hasGrown |= variables.Add(variable);
        foreach (var axis in variable.Type.Shape.Axes)
            Need(axis.Size);
    }

    private void Need(Dimension size)
    {
        foreach (var symbol in size.Symbols())
            hasGrown |= sizes.Add(symbol);
    }

    private void Need(Node root)
    {
        if (nodes.Contains(root))
            return;
        hasGrown = true;
        foreach (var node in GraphTraversal.TopologicalOrder([root], nodes.Contains))
        {
            if (!nodes.Add(node))
                continue;
            foreach (var axis in node.Shape.Axes)
                Need(axis.Size);
            if (node.Attributes is InputAttributes input)
                inputs.Add(input.Input);
            else if (node.Attributes is VariableAttributes variable)
                Need(variable.Variable);
        }
    }

    private bool ReadsSupplied(ScriptAction action)
    {
        ImmutableArray<Node> read = action switch
        {
            ComputeAction compute => compute.Values,
            AssignAction assign => [.. assign.Assignments.Select(static value => value.Value)],
            DataAction made => [.. made.Arguments.Values.OfType<NodeDataArgument>().Select(static argument => argument.Node)],
            ForAction loop => [loop.Start, loop.Stop, .. loop.Carries.SelectMany(static carry => new[] { carry.Initial, carry.Next })],
            IfAction branch => [branch.Condition, .. branch.Merges.SelectMany(static merge => new[] { merge.WhenTrue, merge.WhenFalse })],
            EvaluateAction evaluate => [.. evaluate.Evaluation.Outputs.Select(static output => output.Value)],
            _ => [],
        };
        return GraphTraversal.TopologicalOrder(read).Any(node => node.Attributes is VariableAttributes variable && supplied.Contains(variable.Variable));
    }
}
