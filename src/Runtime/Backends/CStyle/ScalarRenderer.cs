using System.Collections.Immutable;
using System.Globalization;
using Dsl.Language.Lowering;
using Dsl.Language.Types;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.CStyle;

/// <summary>
/// Writes expressions as statements of C: each part is computed once, in the outermost block in which all that it depends on is known. What is under a guard stays
/// under it, since its loads may only happen there.
/// </summary>
internal sealed partial class ScalarRenderer
{
    private readonly KernelText kernel;
    private readonly FreeVariables free = new();
    private readonly Dictionary<LoopVariable, string> counters = [];
    private RenderScope scope;
    private int names;

    public ScalarRenderer(KernelText kernel, RenderScope scope)
    {
        this.kernel = kernel;
        this.scope = scope;
    }

    /// <summary>The counter of a loop, under a name of its own.</summary>
    public string Counter(LoopVariable variable)
    {
        if (!counters.TryGetValue(variable, out var name))
            counters.Add(variable, name = $"i{counters.Count}");
        return name;
    }

    /// <summary>The value of an expression: a name or something as short.</summary>
    public string Value(ScalarExpression expression)
    {
        if (expression is ConstantScalar constant)
            return CType.Literal(constant.Value, constant.Element);
        if (scope.NameOf(expression) is { } known)
            return known;
        var current = scope;
        scope = PlaceOf(free.Of(expression));
        var name = Compute(expression);
        scope.Name(expression, name);
        scope = current;
        return name;
    }

    /// <summary>Writes a loop nest around what is written within.</summary>
    public void Loops(ReadOnlySpan<LoopVariable> variables, Action body)
    {
        if (variables.IsEmpty)
        {
            body();
            return;
        }

        var counter = Counter(variables[0]);
        var rest = variables[1..].ToArray();
        Within([variables[0]], false, string.Create(CultureInfo.InvariantCulture, $"for (int {counter} = 0; {counter} < {variables[0].Extent}; {counter}++)"), () => Loops(rest, body));
    }

    /// <summary>The position of an element of a buffer.</summary>
    public string Position(ImmutableArray<int> shape, ImmutableArray<IndexExpression> indices) => Index(LinearIndex.OfElement(shape, indices));

    private RenderScope PlaceOf(IReadOnlySet<LoopVariable> variables)
    {
        var place = scope;
        while (!place.IsGuarded && place.Outer is { } outer && !place.Binds(variables))
            place = outer;
        return place;
    }

    private void Within(IEnumerable<LoopVariable> variables, bool isGuarded, string head, Action body)
    {
        var outer = scope;
        scope = new RenderScope(outer, variables, isGuarded);
        body();
        outer.Block(head, scope);
        scope = outer;
    }

    private string Declare(ElementType element, string value) => Declare(CType.Of(element).Computed, value);

    private string Declare(string type, string value)
    {
        var name = NewName();
        scope.Line($"const {type} {name} = {value};");
        return name;
    }

    private string NewName() => string.Create(CultureInfo.InvariantCulture, $"v{names++}");

    private string Compute(ScalarExpression expression)
    {
        switch (expression)
        {
            case LoadScalar load:
                return Declare(load.Element, CType.Load(load.Element, kernel.Pointer(load.Buffer), Position(load.Buffer.Shape, load.Indices)));
            case IndexScalar index:
                return Declare(ElementType.Int, Index(LinearIndex.Of(index.Index)));
            case UnaryScalar unary:
                return Declare(unary.Element, ScalarOperations.Unary(unary.Operation, unary.Operand.Element, Value(unary.Operand)));
            case BinaryScalar binary:
                var (left, right) = (Value(binary.Left), Value(binary.Right));
                return Declare(binary.Element, ScalarOperations.Binary(binary.Operation, binary.Left.Element, left, right));
            case SelectScalar select:
                var (condition, whenTrue, whenFalse) = (Value(select.Condition), Value(select.WhenTrue), Value(select.WhenFalse));
                return Declare(select.Element, $"{condition} ? {whenTrue} : {whenFalse}");
            case CastScalar cast:
                return Declare(cast.Element, ScalarOperations.Cast(cast.Operand.Element, cast.Element, Value(cast.Operand)));
            case GuardedScalar guarded:
                return Guarded(guarded);
            case ReduceScalar reduce:
                return Reduce(reduce);
            case RandomScalar random:
                var (seed, counter, element) = (Value(random.Seed), Value(random.Counter), Index(LinearIndex.Of(random.ElementIndex)));
                return Declare(random.Element, $"nn_uniform({seed}, {CType.Whole64(random.Stream)}, {counter}, {element})");
            default:
                throw new InvalidOperationException($"{expression.GetType().Name} is not known");
        }
    }

    private string Guarded(GuardedScalar guarded)
    {
        var conditions = new List<string>();
        foreach (var guard in guarded.Guards)
        {
            var index = Index(LinearIndex.Of(guard.Index));
            conditions.Add(string.Create(CultureInfo.InvariantCulture, $"{index} >= {guard.Minimum} && {index} < {guard.Limit}"));
        }

        var name = NewName();
        scope.Line($"{CType.Of(guarded.Element).Computed} {name};");
        Within([], true, $"if ({string.Join(" && ", conditions)})", () => scope.Line($"{name} = {Value(guarded.Body)};"));
        Within([], true, "else", () => scope.Line($"{name} = {Value(guarded.Otherwise)};"));
        return name;
    }

    private string Reduce(ReduceScalar reduce)
    {
        if (reduce.Kind is ReductionKind.ArgMaximum or ReductionKind.ArgMinimum)
            return ReduceToIndex(reduce);
        var type = CType.Of(reduce.Element);
        var name = NewName();
        scope.Line($"{type.Computed} {name} = {ScalarOperations.Neutral(reduce.Kind, reduce.Element)};");
        Loops(reduce.Variables.AsSpan(), () =>
        {
            var value = Value(reduce.Body);
            scope.Line($"{name} = {ScalarOperations.Combine(reduce.Kind, reduce.Element, name, value)};");
        });
        return name;
    }

    // The first position of the extreme value; where no value is greater than the start, the position is 0.
    private string ReduceToIndex(ReduceScalar reduce)
    {
        var isMaximum = reduce.Kind == ReductionKind.ArgMaximum;
        var element = reduce.Body.Element;
        var (best, name, position) = (NewName(), NewName(), NewName());
        var neutral = ScalarOperations.Neutral(isMaximum ? ReductionKind.Maximum : ReductionKind.Minimum, element);
        scope.Line($"{CType.Of(element).Computed} {best} = {neutral};");
        scope.Line($"i64 {name} = 0, {position} = 0;");
        Loops(reduce.Variables.AsSpan(), () =>
        {
            var value = Value(reduce.Body);
            scope.Line($"if ({value} {(isMaximum ? ">" : "<")} {best}) {{ {best} = {value}; {name} = {position}; }}");
            scope.Line($"{position}++;");
        });
        return name;
    }
}
