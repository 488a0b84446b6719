using System.Collections.Immutable;
using Dsl.Language.Binding.Declarations;
using Dsl.Language.Binding.Values;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Programs;
using Dsl.Language.Syntax;
using Dsl.Language.Text;
using Dsl.Language.Types;

namespace Dsl.Language.Binding;

public sealed partial class Elaborator
{
    /// <summary>How many loops of the script, run by it, enclose the current statement.</summary>
    private int loopDepth;

    /// <summary>How many loops of the script over lists, written out turn by turn, enclose the current statement.</summary>
    private int writtenOutLoops;

    private Value EvaluateIf(IfSyntax conditional, Frame frame)
    {
        var condition = OpenCondition(Evaluate(conditional.Condition, frame));
        switch (condition)
        {
            case BooleanValue { Truth: true }:
                return EvaluateBlock(conditional.Then, frame.Block());
            case BooleanValue { Truth: false }:
                return conditional.Else is { } other ? EvaluateBranch(other, frame) : NothingValue.Instance;
            case BooleanValue { Node: not null } when frame.Acts:
                break;
            case BooleanValue when !IsGeneric:
                return Poison(
                    TypeErrors.NotStatic, conditional.Condition.Location,
                    "whether this holds depends on a size that is known only when the script runs, such as the rows of a batch; to choose between computed values write where(condition, a, b)", frame);
            case BooleanValue or PoisonValue:
                return EvaluateBothBranches(conditional, frame);
        }

        if (ToNode(condition, conditional.Condition.Location, frame) is not { } node)
            return PoisonValue.Instance;
        if (node.Element != ElementType.Bool || node.Shape.Rank != 0)
        {
            return Poison(
                node.Shape.Rank == 0 ? TypeErrors.WrongKind : TypeErrors.NotScalar, conditional.Condition.Location, $"a condition is one truth value, and this is {Describe(new TensorValue(node))}", frame);
        }

        if (!frame.Acts)
        {
            return Poison(
                TypeErrors.NotStatic, conditional.Condition.Location,
                "in a function, model or recurrence the condition is a setting, a dimension or `training`; to choose between computed values write where(condition, a, b)", frame);
        }

        return EvaluateDynamicIf(conditional, node, frame);
    }

    private Value EvaluateBranch(ExpressionSyntax branch, Frame frame) =>
        branch is BlockSyntax block ? EvaluateBlock(block, frame.Block()) : Evaluate(branch, frame);

    // The use of a generic declaration decides: both branches are looked at, and agree or leave the value open.
    private Value EvaluateBothBranches(IfSyntax conditional, Frame frame)
    {
        var before = frame.Names;
        var then = EvaluateBlock(conditional.Then, frame.Block());
        var afterThen = frame.Names;
        frame.Names = before;
        var other = conditional.Else is { } elseBranch ? EvaluateBranch(elseBranch, frame) : NothingValue.Instance;
        foreach (var (name, value) in afterThen)
        {
            if (!frame.Names.TryGetValue(name, out var otherValue) || !ReferenceEquals(value, otherValue))
                frame.Bind(name, Join(value, otherValue ?? PoisonValue.Instance));
        }

        return Join(then, other);
    }

    private static Value Join(Value left, Value right) => (left, right) switch
    {
        (TensorValue a, TensorValue b) when a.Type.Equals(b.Type) => left,
        (NothingValue, NothingValue) => left,
        _ => left.Equals(right) ? left : PoisonValue.Instance,
    };

    // Decided when the script runs: each branch has its own actions, and every name and value that differs is merged.
    private Value EvaluateDynamicIf(IfSyntax conditional, Node condition, Frame frame)
    {
        // The condition keeps the value it has now, whatever the branches update.
        AddAction(new ComputeAction(conditional.Condition.Location, [condition]));
        var before = frame.Names;
        Value thenValue = NothingValue.Instance;
        Value elseValue = NothingValue.Instance;
        var thenActions = CollectActions(() => thenValue = EvaluateBlock(conditional.Then, frame.Block()));
        var afterThen = frame.Names;
        frame.Names = before;
        var elseActions = CollectActions(() => elseValue = conditional.Else is { } other ? EvaluateBranch(other, frame) : NothingValue.Instance);
        var afterElse = frame.Names;
        var merges = ImmutableArray.CreateBuilder<BranchMerge>();
        foreach (var (name, old) in before)
        {
            var (whenTrue, whenFalse) = (afterThen[name], afterElse[name]);
            if (!ReferenceEquals(whenTrue, old) || !ReferenceEquals(whenFalse, old))
                frame.Bind(name, Merge(name, whenTrue, whenFalse, conditional, condition, merges, frame));
        }

        var result = thenValue is NothingValue || elseValue is NothingValue
            ? NothingValue.Instance
            : Merge("the value", thenValue, elseValue, conditional, condition, merges, frame);
        AddPendingAction(() => new IfAction(conditional.IfKeyword.Location, condition, Complete(thenActions), Complete(elseActions), merges.ToImmutable()));
        return result;
    }

    private Value Merge(string name, Value whenTrue, Value whenFalse, IfSyntax conditional, Node condition, ImmutableArray<BranchMerge>.Builder merges, Frame frame)
    {
        if (whenTrue is PoisonValue || whenFalse is PoisonValue)
            return PoisonValue.Instance;
        if (ReferenceEquals(whenTrue, whenFalse))
            return whenTrue;
        if (whenTrue is RecordValue record && whenFalse is RecordValue other && record.Fields.Select(static f => f.Name).SequenceEqual(other.Fields.Select(static f => f.Name)))
            return new RecordValue([.. record.Fields.Select((f, i) => (f.Name, Merge($"{name}.{f.Name}", f.Value, other.Fields[i].Value, conditional, condition, merges, frame)))]);
        if (whenTrue is TupleValue tuple && whenFalse is TupleValue second && tuple.Elements.Length == second.Elements.Length)
            return new TupleValue([.. tuple.Elements.Select((e, i) => Merge($"{name}.{i}", e, second.Elements[i], conditional, condition, merges, frame))]);
        if (whenTrue is StringValue trueText && whenFalse is StringValue falseText && !trueText.Parts.SequenceEqual(falseText.Parts))
            return new StringValue([new TextPart(null, new ChoiceValue(condition, new TextValue(trueText.Parts), new TextValue(falseText.Parts)), null)])
            {
                ComputedWeight = (int)Math.Min((long)trueText.Weight + falseText.Weight, int.MaxValue),
            };
        if (whenTrue is not (TensorValue or IntegerValue or NumberValue or ListValue or BooleanValue))
            return ReferenceEquals(whenTrue, whenFalse) || whenTrue.Equals(whenFalse) ? whenTrue : Poison(
                TypeErrors.NotStatic, conditional.Condition.Location, $"`{name}` would be {Describe(whenTrue)} or {Describe(whenFalse)}, and only a run decides which", frame);
        if (ToNode(whenTrue, conditional.Then.Location, frame) is not { } left || ToNode(whenFalse, conditional.Else?.Location ?? conditional.Location, frame) is not { } right)
            return PoisonValue.Instance;
        var element = ElementTypes.Promote(left.Element, right.Element);
        left = Cast(left, element);
        right = Cast(right, element);
        if (!left.Shape.Equals(right.Shape))
        {
            return Poison(
                TypeErrors.BranchShapes, conditional.IfKeyword.Location, $"{name} is {left.Type} in the first branch and {right.Type} in the other; both must have one shape", frame);
        }

        var result = new GraphInput(name, left.Type);
        merges.Add(new BranchMerge(result, left, right));
        handedOn[result] = [left, right];
        return new TensorValue(Builder.CreateInput(result, conditional.Location));
    }

    private void ExecuteFor(ForStatementSyntax loop, Frame frame)
    {
        var range = Evaluate(loop.Range, frame);
        ImmutableArray<Value> elements = range switch
        {
            TupleValue tuple => tuple.Elements,
            ListValue list => list.Elements,
            TensorValue { Literal: { } written } bound => ElementsOf(bound, written, loop.Range.Location),
            _ => default,
        };
        if (!elements.IsDefault)
        {
            writtenOutLoops++;
            Unroll(loop, elements, frame);
            writtenOutLoops--;
            return;
        }

        // A loop over a tensor runs over its first axis.
        var rows = range is TensorValue { Type.Rank: > 0 } ? ToNode(range, loop.Range.Location, frame) : null;
        if (rows is not null)
            range = new IntegerValue(rows.Shape[0].Size);
        if (range is IntegerValue count)
            range = new RangeValue(new IntegerValue(Dimension.Zero), count);
        if (range is not RangeValue bounds)
        {
            if (range is not PoisonValue)
            {
                Poison(TypeErrors.WrongKind, loop.Range.Location, $"a loop runs over a range such as 0..10, a list, a tuple or the first axis of a tensor, and this is {Describe(range)}", frame);
            }

            // The body is looked at once all the same, for its own mistakes.
            var open = frame.Block("0");
            open.BindHere(loop.Variable.Text, PoisonValue.Instance, loop.Variable.Location);
            silenced++;
            EvaluateBlock(loop.Body, open);
            silenced--;
            return;
        }

        if (frame.Acts)
        {
            RunLoop(loop, bounds, rows, frame);
            return;
        }

        var start = ToSize(bounds.Start, loop.Range.Location, frame, "the start of a loop");
        var stop = ToSize(bounds.Stop, loop.Range.Location, frame, "the end of a loop");
        if (start is null || stop is null)
            return;
        if (start.ConstantValue is { } first && stop.ConstantValue is { } last)
        {
            if (last - first > WorkLimit)
            {
                Poison(BindingErrors.TooMuchWork, loop.Range.Location, $"a loop in a function or model is written out, and this one has {last - first} turns", frame);
                return;
            }

            Unroll(loop, rows is null ? Numbers(first, last) : Numbers(first, last).Select(i => RowOf(rows, i, loop.Range.Location, frame)), frame);
            return;
        }

        if (!IsGeneric)
        {
            var turns = stop - start;
            Poison(
                TypeErrors.NotStatic, loop.Range.Location,
                $"a loop in a function or model is written out, and how many turns this one has, {turns}, is known only when the script runs; a recurrence is written with `scan`, a sum or product over an axis with `sum` or `product`", frame);
            return;
        }

        RunSymbolicTurn(loop, rows, frame);
    }

    private static IEnumerable<Value> Numbers(long first, long last)
    {
        for (var i = first; i < last; i++)
            yield return new IntegerValue(Dimension.Constant(i));
    }

    private TensorValue RowOf(Node rows, Value position, SourceLocation location, Frame frame) =>
        new(Operate("select", [rows, ToNode(position, location, frame, ElementType.Int)!], location, ("axis", 0)));

    // In a model or function: one copy of the body a turn, each with its own weights.
    private void Unroll(ForStatementSyntax loop, IEnumerable<Value> elements, Frame frame)
    {
        var turn = 0;
        foreach (var element in elements)
        {
            var body = frame.Kind == FrameKind.Script ? frame.Block() : frame.Block(turn.ToString());
            BindTurn(loop, element, body);
            EvaluateBlock(loop.Body, body);
            turn++;
            if (IsAbandoned(frame))
                return;
            if (!budget.Spend())
            {
                WorkExceeded(loop.Range.Location, frame);
                return;
            }
        }
    }

    private void BindTurn(ForStatementSyntax loop, Value value, Frame body)
    {
        body.BindHere(loop.Variable.Text, value, loop.Variable.Location);
        Record(loop.Variable, value);
    }

    // In a generic check the number of turns is open: one turn is looked at; what it changes the shape of is open afterwards.
    private void RunSymbolicTurn(ForStatementSyntax loop, Node? rows, Frame frame)
    {
        var before = frame.Names;
        var body = frame.Block("0");
        var index = new DimensionSymbol(loop.Variable.Text, DimensionSymbolKind.RunTime);
        var turn = new IntegerValue(Dimension.Of(index), loop.Variable.Text);
        BindTurn(loop, rows is null ? turn : RowOf(rows, turn, loop.Range.Location, frame), body);
        EvaluateBlock(loop.Body, body);
        foreach (var (name, old) in before)
        {
            if (!ReferenceEquals(frame.Names[name], old) && frame.KnowsInBody(name))
                frame.Bind(name, Join(frame.Names[name], old));
        }
    }

    // At top level a loop runs: its body is elaborated once, with the names that it rebinds as inputs of each turn.
    private void RunLoop(ForStatementSyntax loop, RangeValue bounds, Node? rows, Frame frame)
    {
        if (ToNode(bounds.Start, loop.Range.Location, frame, ElementType.Int) is not { } start || ToNode(bounds.Stop, loop.Range.Location, frame, ElementType.Int) is not { } stop)
            return;
        start = Cast(start, ElementType.Int);
        stop = Cast(stop, ElementType.Int);
        var index = new GraphInput(loop.Variable.Text, TensorType.Scalar(ElementType.Int));
        var carried = LoopNames.Assigned(loop.Body).Where(frame.Names.ContainsKey).ToImmutableArray();
        loopDepth++;
        var types = TryTurns(loop, index, rows, carried, frame);
        var names = frame.Names;
        ImmutableArray<(string Path, GraphInput Inside, Node Initial)> inputs = [];
        var body = CollectActions(() => RunTurn(loop, index, rows, carried, types, frame, out inputs));
        loopDepth--;
        var carries = ImmutableArray.CreateBuilder<LoopCarry>();
        var results = carried.SelectMany(name => CarriedLeaves.Of(name, frame.Names[name]) ?? []).ToDictionary(static l => l.Path, static l => l.Leaf);
        var last = new Dictionary<string, Value>();
        foreach (var (name, inside, initial) in inputs)
        {
            // What is made of other parts now is reported below.
            if (!results.TryGetValue(name, out var result))
                continue;
            if (ToNode(result, loop.Body.Location, frame, inside.Type.Element) is not { } next)
                continue;
            next = Cast(next, inside.Type.Element);
            if (!next.Shape.Equals(inside.Type.Shape))
            {
                Poison(
                    TypeErrors.CarriedShape, loop.Variable.Location,
                    $"`{name}` is {inside.Type.Shape} before a turn and {next.Shape} after it; a loop that runs keeps one shape", frame);
            }

            carries.Add(new LoopCarry(inside, initial, next));
            handedOn[inside] = [initial, next];
            last.Add(name, new TensorValue(Builder.CreateInput(inside, loop.Location)));
        }

        foreach (var name in carried)
        {
            var after = AfterLoop(name, names[name], frame.Names[name], TurnsOf(bounds), last, carries, loop, frame);
            if (!ReferenceEquals(after, frame.Names[name]))
                frame.Bind(name, after, loop.Location);
        }

        AddPendingAction(() => new ForAction(loop.Keyword.Location, index, start, stop, carries.ToImmutable(), Complete(body)));
    }

    // Turns on trial find out which names keep a tensor or become one, which of them grow from whole numbers to fractions, and which weights are updated. Of all they do only that is left:
    // the names as the first turn finds them, the types of what is carried, and new versions of the weights.
    private Dictionary<string, ElementType> TryTurns(ForStatementSyntax loop, GraphInput index, Node? rows, ImmutableArray<string> carried, Frame frame)
    {
        // What one turn finds out the next may pass on to another name.
        const int TurnsWithoutNews = 2;
        var names = frame.Names;
        var sites = frame.Sites;
        var versionsBefore = versions.ToDictionary();
        var statesBefore = stateValues.ToDictionary();
        var types = new Dictionary<string, ElementType>();
        silenced++;
        for (var withoutNews = 0; withoutNews < TurnsWithoutNews; withoutNews++)
        {
            CollectActions(() => RunTurn(loop, index, rows, carried, types, frame, out _, isTrial: true));
            foreach (var (path, leaf) in carried.SelectMany(name => CarriedLeaves.Of(name, frame.Names[name]) ?? []))
            {
                if (leaf is TensorValue tensor && types.TryGetValue(path, out var element))
                    types[path] = ElementTypes.Promote(element, tensor.Type.Element);
            }

            var after = frame.Names;
            frame.Names = names;
            frame.Sites = sites;
            foreach (var name in carried)
            {
                if (AsItBecomes(names[name], after[name], loop.Location, frame) is var first && !ReferenceEquals(first, names[name]))
                    names = names.SetItem(name, first);
            }

            if (!ReferenceEquals(frame.Names, names))
                withoutNews = -1;
            frame.Names = names;
        }

        silenced--;
        foreach (var (variable, version) in versions.ToList())
        {
            if (versionsBefore.GetValueOrDefault(variable) != version)
                versions[variable] = version + 1;
        }

        stateValues.Clear();
        foreach (var (variable, node) in statesBefore)
            stateValues[variable] = node;
        return types;
    }

    private void RunTurn(
        ForStatementSyntax loop, GraphInput index, Node? rows, ImmutableArray<string> carried, Dictionary<string, ElementType> types, Frame frame,
        out ImmutableArray<(string Path, GraphInput Inside, Node Initial)> inputs, bool isTrial = false)
    {
        var made = ImmutableArray.CreateBuilder<(string Path, GraphInput Inside, Node Initial)>();
        var given = new Dictionary<string, Value>();
        foreach (var name in carried)
        {
            if (CarriedLeaves.Of(name, frame.Names[name]) is not { } leaves)
            {
                if (frame.Names[name] is StringValue or CallableValue || (frame.Names[name] is RecordValue or TupleValue or DataReferenceValue && !isTrial))
                    frame.Bind(name, new UncarriedValue(frame.Names[name]), loop.Location);
                continue;
            }

            foreach (var (path, value) in leaves)
            {
                var preferred = types.TryGetValue(path, out var wanted) ? wanted : value is IntegerValue ? ElementType.Int : ElementOf(value);
                var plain = value is IntegerValue integer ? integer with { Node = null } : value;
                if (ToNode(plain, loop.Location, frame, preferred) is not { } initial)
                    continue;
                initial = preferred is { } element ? Cast(initial, element) : initial;
                types.TryAdd(path, initial.Element);
                var inside = new GraphInput(path, initial.Type);
                made.Add((path, inside, initial));
                given[path] = new TensorValue(Builder.CreateInput(inside, loop.Location));
            }

            frame.Bind(name, CarriedLeaves.Replace(name, frame.Names[name], given), loop.Location);
        }

        var body = frame.Block();
        Value turn = new TensorValue(Builder.CreateInput(index, loop.Variable.Location));
        BindTurn(loop, rows is null ? turn : RowOf(rows, turn, loop.Range.Location, frame), body);
        EvaluateBlock(loop.Body, body);
        inputs = made.ToImmutable();
    }
}
