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
    private readonly Dictionary<TensorBuffer, string> computed = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<LoadScalar, string> fetched = new(ReferenceEqualityComparer.Instance);
    private RenderScope scope;
    private OwnElement? own;
    private int names;
    private int exchanges;

    public ScalarRenderer(KernelText kernel, RenderScope scope)
    {
        this.kernel = kernel;
        this.scope = scope;
    }

    /// <summary>Items that share reductions; null where each item reduces alone.</summary>
    public LaneGroup? Lanes { get; init; }

    /// <summary>The block that is being written.</summary>
    public RenderScope Scope => scope;

    /// <summary>What stands for a load that was read before; null for others.</summary>
    public Func<LoadScalar, string?>? Prepared { get; init; }

    /// <summary>The place from which elements are computed that follow one another, how many, and the name of the number of each; null where elements are computed by themselves.</summary>
    public (string Place, int Width, string Lane)? Piece { get; init; }

    /// <summary>Whether the counters that elements of a piece share are declared around them.</summary>
    public bool SharesRows { get; init; }

    /// <summary>Which exponentials may have an error that grows with their argument, and which quotients that of an approximation, as where what is computed becomes floats of 16 bits; null for none.</summary>
    public Predicate<ScalarExpression>? MayBeShort { get; init; }

    /// <summary>Which part a choice takes, where that is known for what is written now; null where it is not.</summary>
    public Func<SelectScalar, ScalarExpression?>? Chosen { get; set; }

    /// <summary>What is written next computes this element.</summary>
    public void Begin(OwnElement element) => own = element;

    /// <summary>Writes a block in which these variables are known.</summary>
    /// <param name="variables">What changes within it.</param>
    /// <param name="isGuarded">Whether what belongs into it must stay there.</param>
    /// <param name="head">What stands before the brace.</param>
    /// <param name="body">Writes the statements.</param>
    public void Block(IEnumerable<LoopVariable> variables, bool isGuarded, string head, Action body) => Within(variables, isGuarded, head, body, isConditional: false);

    /// <summary>Writes a statement.</summary>
    public void Line(string statement) => scope.Line(statement);

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
    public string Position(ImmutableArray<int> shape, ImmutableArray<IndexExpression> indices)
    {
        var index = LinearIndex.OfElement(shape, indices);
        return own is not null && !index.Terms.IsEmpty && own.Index.SameAs(index) ? own.Name : Index(index);
    }

    /// <summary>
    /// Declares the counters of loops, of which a number counts all turns together. Quotients are those of numbers without a sign, which compilers have fewer instructions for; where elements of a piece are in one
    /// row, all of them have the same ones.
    /// </summary>
    /// <param name="variables">The loops.</param>
    /// <param name="turn">The name of the number.</param>
    public void Counters(ReadOnlySpan<LoopVariable> variables, string turn) => Counters(variables, turn, SharesRows ? Last(variables) : null, isOfRow: false);

    /// <summary>Declares the counters of loops that all elements of a piece share.</summary>
    public void RowCounters(ReadOnlySpan<LoopVariable> variables, string turn) => Counters(variables, turn, Last(variables), isOfRow: true);

    private void Counters(ReadOnlySpan<LoopVariable> variables, string turn, LoopVariable? last, bool isOfRow)
    {
        var (start, lane) = Piece is var (place, width, name) && IsOfRows(variables, width) ? (place, $" + {name}") : (turn, string.Empty);
        var isWide = kernel.PositionType != "int";
        var (number, suffix) = isWide ? (start, string.Empty) : ($"(u32){start}", "u");
        var stride = 1L;
        for (var i = variables.Length - 1; i >= 0; i--)
        {
            var quotient = stride == 1 ? number : string.Create(CultureInfo.InvariantCulture, $"{number} / {stride}{suffix}");
            // Where there are no elements the text is never reached, and divides by nothing that is zero.
            var extent = Math.Max(variables[i].Extent, 1);
            var value = i == 0 ? stride == 1 ? start : quotient : string.Create(CultureInfo.InvariantCulture, $"{quotient} % {extent}{suffix}");
            if (lane.Length > 0 && extent > 1)
                (value, lane) = ($"(int)({value}){lane}", string.Empty);
            if (last is null || (variables[i] != last) == isOfRow)
                Bind(variables[i], value);
            stride *= extent;
        }
    }

    /// <summary>Whether so many elements that follow one another from a multiple of it on are in one row of what the loops count.</summary>
    public static bool IsOfRows(ReadOnlySpan<LoopVariable> variables, int width) => Last(variables) is { } last && last.Extent % width == 0;

    /// <summary>The innermost loop that has turns; null where none has.</summary>
    public static LoopVariable? Last(ReadOnlySpan<LoopVariable> variables)
    {
        for (var i = variables.Length - 1; i >= 0; i--)
        {
            if (variables[i].Extent > 1)
                return variables[i];
        }

        return null;
    }

    /// <summary>Declares the counter of a loop, which is a value, unless the block has that value already.</summary>
    public void Bind(LoopVariable variable, string value)
    {
        if (scope.NameOfValue(value) is { } name)
        {
            counters[variable] = name;
        }
        else
        {
            scope.Line($"const int {Counter(variable)} = (int)({value});");
            scope.NameValue(value, Counter(variable));
        }
    }

    /// <summary>The value that a kernel stores, as what it is once it was stored.</summary>
    public string Result(ElementKernel element)
    {
        var value = Value(element.Body);
        var current = scope;
        scope = PlaceOf(free.Of(element.Body));
        if (!IsRounded(element) && CType.Rounded(element.Output.Element, value) is var rounded && rounded != value)
            value = Declare(element.Output.Element, rounded);
        scope = current;
        computed[element.Output] = value;
        return value;
    }

    /// <summary>The same for what is stored and not computed with: storing rounds it, so that it need not become a float of 16 bits before.</summary>
    public string Stored(ElementKernel element)
    {
        Result(element);
        return Value(IsRounded(element) ? ((CastScalar)element.Body).Operand : element.Body);
    }

    // Whether the value is rounded to what is stored already.
    private static bool IsRounded(ElementKernel element) => element.Body is CastScalar cast
        && cast.Element == element.Output.Element && cast.Operand.Element == ElementType.Float32 && cast.Element is ElementType.Float16 or ElementType.BFloat16;

    private RenderScope PlaceOf(IReadOnlySet<LoopVariable> variables)
    {
        var place = scope;
        while (!place.IsGuarded && place.Outer is { } outer && !place.Binds(variables))
            place = outer;
        return place;
    }

    private void Within(IEnumerable<LoopVariable> variables, bool isGuarded, string head, Action body, bool isConditional = true)
    {
        var outer = scope;
        scope = new RenderScope(outer, variables, isGuarded) { IsConditional = isConditional || outer.IsConditional };
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
                return IsOwn(load) && computed.TryGetValue(load.Buffer, out var value)
                    ? value
                    : fetched.GetValueOrDefault(load) ?? Prepared?.Invoke(load) ?? Declare(load.Element, kernel.Load(load.Buffer, Position(load.Buffer.Shape, load.Indices)));
            case IndexScalar index:
                return Declare(ElementType.Int, Index(LinearIndex.Of(index.Index)));
            case UnaryScalar unary:
                return Declare(unary.Element, Short(unary) ?? ScalarOperations.Unary(unary.Operation, unary.Operand.Element, Value(unary.Operand)));
            case BinaryScalar { Operation: ScalarOperation.Divide, Right: ConstantScalar { Value: 1 } } same when same.Left.Element == same.Element:
                return Value(same.Left);
            case BinaryScalar binary:
                var (left, right) = (Value(binary.Left), Value(binary.Right));
                return Declare(binary.Element, Short(binary, left, right) ?? ScalarOperations.Binary(binary.Operation, binary.Left.Element, left, right));
            case SelectScalar select when Chosen?.Invoke(select) is { } part:
                return Value(part);
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

    private string? Short(UnaryScalar unary) =>
        unary is { Operation: ScalarOperation.Exp, Element: ElementType.Float32 } && MayBeShort?.Invoke(unary) == true ? $"nn_short_exp_f32({Value(unary.Operand)})" : null;

    private string? Short(BinaryScalar binary, string left, string right) =>
        binary is { Operation: ScalarOperation.Divide, Element: ElementType.Float32 } && MayBeShort?.Invoke(binary) == true ? $"nn_short_divide_f32({left}, {right})" : null;

    private bool IsOwn(LoadScalar load) => own is not null && own.Index.SameAs(LinearIndex.OfElement(load.Buffer.Shape, load.Indices));

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
}
