using System.Collections.Immutable;
using Dsl.Language.Binding.Descriptions;
using Dsl.Language.Binding.Units;
using Dsl.Language.Binding.Values;
using Dsl.Language.Diagnostics;
using Dsl.Language.Syntax;
using Dsl.Language.Text;

namespace Dsl.Language.Binding;

public sealed partial class Elaborator
{
    private Value EvaluateCall(CallSyntax call, Frame frame)
    {
        if (IsIndexedScalar(call) && call.Callee is NameSyntax reduction && IsOfLibrary(Lookup(reduction.Name, frame)))
            return EvaluateIndexedScalar(call, frame);
        if (IsSumOfNothingIndexed(call) && IsOfLibrary(Lookup(((NameSyntax)call.Callee).Name, frame)))
            return ReportNothingIndexed(call, frame);
        var callee = Evaluate(call.Callee, frame);
        var arguments = EvaluateArguments(call, frame);
        return Apply(callee, arguments, call, call.Callee.Location, frame);
    }

    private static bool IsOfLibrary(Value? callee) => callee is OperatorValue || (callee is FunctionValue function && IsLibrary(function.Declaration.Source));

    private ImmutableArray<Argument> EvaluateArguments(CallSyntax call, Frame frame)
    {
        var arguments = ImmutableArray.CreateBuilder<Argument>(call.Arguments.Count);
        foreach (var argument in call.Arguments.Elements)
        {
            var isName = argument.Name?.Text is "over" or "axis" or "wrt";
            var expression = isName && argument.Value is ParenthesizedSyntax { Expression: NameSyntax single } ? single : argument.Value;
            Value value = expression switch
            {
                RearrangePatternSyntax => NothingValue.Instance,
                NameSyntax name when isName => ParameterOrValue(name, frame),
                TupleSyntax several when argument.Name?.Text is "wrt" => new TupleValue([.. several.Elements.Select(e => ParameterOrValue(e, frame))]),
                _ => Evaluate(expression, frame),
            };
            if (value is NothingValue && argument.Value is not RearrangePatternSyntax)
                value = Poison(TypeErrors.WrongKind, argument.Value.Location, "this gives no value to pass on", frame);
            arguments.Add(new Argument(argument.Name?.Text, value, argument.Value.Location, expression) { NameLocation = argument.Name?.Location });
        }

        return arguments.MoveToImmutable();
    }

    // A name that stands for nothing here may be that of an axis or of a function's parameter.
    private Value ParameterOrValue(ExpressionSyntax expression, Frame frame) =>
        expression is NameSyntax { Name: { Length: > 0 } name } && Lookup(name, frame) is null ? new UnboundNameValue(name) : Evaluate(expression, frame);

    // a |> f is f(a); a |> f(b) applies what f(b) gives, or is f(a, b) where f is an ordinary function of two or more arguments.
    private Value EvaluatePipe(PipeSyntax pipe, Frame frame)
    {
        if (pipe.Left is not PipeSyntax)
        {
            var only = Evaluate(pipe.Left, frame);
            budget.Spend();
            return ApplyStage(pipe, new Argument(null, only, pipe.Left.Location, pipe.Left), frame);
        }

        var stages = new Stack<PipeSyntax>();
        ExpressionSyntax first = pipe;
        while (first is PipeSyntax inner)
        {
            stages.Push(inner);
            first = inner.Left;
        }

        var value = Evaluate(first, frame);
        var location = first.Location;
        ExpressionSyntax? syntax = first;
        while (stages.TryPop(out var stage))
        {
            budget.Spend();
            var piped = new Argument(null, value, location, syntax);
            value = ApplyStage(stage, piped, frame);
            Record(stage, value);
            location = new SourceLocation(location.Source, TextSpan.FromBounds(first.Span.Start, stage.Right.Span.End));
            syntax = stage;
        }

        return value;
    }

    private Value ApplyStage(PipeSyntax stage, Argument piped, Frame frame)
    {
        if (stage.Right is CallSyntax call)
        {
            var callee = Evaluate(call.Callee, frame);
            var arguments = EvaluateArguments(call, frame);
            if (IsOrdinaryFunction(callee, arguments.Length))
                return Apply(callee, arguments.Insert(0, piped), call, call.Callee.Location, frame);
            var layer = Apply(callee, arguments, call, call.Callee.Location, frame);
            Record(call, layer);
            return Apply(layer, [piped], stage, call.Location, frame);
        }

        return Apply(Evaluate(stage.Right, frame), [piped], stage, stage.Right.Location, frame);
    }

    // Whether f(b) would leave a parameter of f open, so that the piped value comes first.
    private static bool IsOrdinaryFunction(Value callee, int given) => callee switch
    {
        FunctionValue function => function.Declaration.Parameters.Parameters.Count > given && !ReturnsFunction(function.Declaration, given),
        LambdaValue lambda => lambda.Syntax.Parameters.Count > given,
        UnitValue { Unit.GivesFunction: true } => false,
        OperatorValue or DataFunctionValue or UnitValue => true,
        _ => false,
    };

    // fn xavier(gain = 1) = shape => ... : called with all it needs, it gives a function that takes the piped value.
    private static bool ReturnsFunction(FunctionDeclarationSyntax declaration, int given) =>
        declaration.Body is LambdaSyntax && declaration.Parameters.Parameters.Elements.Skip(given).All(static p => p.Default is not null);

    /// <summary>Applies anything that can be called.</summary>
    internal Value Apply(Value callee, ImmutableArray<Argument> arguments, SyntaxNode site, SourceLocation calleeLocation, Frame frame)
    {
        if (callee is PoisonValue)
            return callee;
        if (IsAbandoned(frame))
            return PoisonValue.Instance;
        if (frame.Depth > DepthLimit || !System.Runtime.CompilerServices.RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            // In a generic check the end of a recursion is not known; where it is used it is.
            return IsGeneric
                ? PoisonValue.Instance
                : RecursionExceeded(site.Location, $"this leads to more than {DepthLimit} calls within calls", frame);
        }

        if (!budget.Spend())
            return WorkExceeded(site.Location, frame);
        var outer = Builder.CallSite;
        if (!IsLibrary(site.Source))
            Builder.CallSite = site.Location;
        var firstNode = Builder.Count;
        var result = Dispatch(callee, arguments, site, calleeLocation, frame);
        Builder.CallSite = outer;
        if (callee is not InstanceValue)
            FunctionApplications?.Add(new FunctionApplication(calleeLocation.Text, site.Location, firstNode, Builder.Count, LayerApplications?.Count ?? 0));
        NoteApplication(callee, arguments, result, site, frame);
        return result;
    }

    private Value Dispatch(Value callee, ImmutableArray<Argument> arguments, SyntaxNode site, SourceLocation calleeLocation, Frame frame) =>
        callee switch
        {
            FunctionValue function => ApplyFunction(function, arguments, site, frame),
            LambdaValue lambda => ApplyLambda(lambda, arguments, site, frame),
            ModelValue model => CreateInstance(model, arguments, site, frame),
            InstanceValue instance => ApplyInstance(instance.Instance, arguments, site, frame, frame.Kind == FrameKind.Script ? false : frame.IsTraining),
            OptimizerDeclarationValue optimizer => ConfigureOptimizer(optimizer, arguments, site, frame),
            OperatorValue primitive => ApplyOperator(primitive.Operator, arguments, site, frame),
            // one_hot of data is a data function, one_hot of a tensor an operator.
            DataFunctionValue { Function.Name: var name } when Operators.OperatorCatalog.Find(name) is { } twin && !arguments.Any(static a => a.Value is DataReferenceValue) =>
                ApplyOperator(twin, arguments, site, frame),
            DataFunctionValue function => ApplyDataFunction(function.Function, arguments, site.Location, frame),
            UnitValue unit => unit.Unit.Elaborate(new UnitCall(this, unit.Unit, arguments, site, frame)),
            GradientFunctionValue gradient => ApplyGradient(gradient, arguments, site, frame),
            TokenizerValue tokenizer => ApplyTokenizer(tokenizer, arguments, site, frame),
            ConversionValue conversion => ApplyConversion(conversion, arguments, site, frame),
            RecomputedValue recomputed => ApplyRecomputed(recomputed, arguments, site, frame),
            _ => Poison(
                BindingErrors.NotCallable, calleeLocation, $"only a function, a model or a model with its settings can be called, and this is {Describe(callee)}", frame,
                annotations: frame.Sites.TryGetValue(calleeLocation.Text, out var bound) ? [new DiagnosticAnnotation(bound, "bound here")] : default),
        };

    /// <summary>
    /// Gives each parameter its argument: by position first, then by name. Reports what is missing, unknown or too many; null then.
    /// </summary>
    internal Dictionary<string, Argument>? MatchArguments(
        ParameterName[] parameters, ImmutableArray<Argument> arguments, SourceLocation location, string callee, Frame frame)
    {
        var bound = new Dictionary<string, Argument>(parameters.Length);
        var position = 0;
        var failed = false;
        foreach (var argument in arguments)
        {
            if (argument.Name is null)
            {
                if (position >= parameters.Length)
                {
                    // `zeros([3])`, `zeros(2, 3)`: what is called without arguments may give a function that takes them.
                    ImmutableArray<DiagnosticFix> fixes = parameters is [{ Name: "shape" }] ? [new DiagnosticFix("put the sizes into brackets", [InBrackets(arguments, "")])]
                        : parameters.Length > 0 ? []
                        : [new DiagnosticFix("give it to what the call gives", [arguments.All(static a => a.Value is IntegerValue) ? InBrackets(arguments, ")(") : new TextEdit(argument.Location, $")({argument.Location.Text}")])];
                    Poison(
                        BindingErrors.TooManyArguments, argument.Location,
                        $"`{callee}` takes {Count(parameters.Length, "argument")}, and this is number {position + 1}", frame,
                        fixes: fixes, notes: [Signature(callee, parameters)]);
                    return null;
                }

                bound[parameters[position++].Name] = argument;
                continue;
            }

            if (!Knows(parameters, argument.Name))
            {
                ReportUnknownArgument(argument, argument.Name, parameters, callee, frame);
                failed = true;
            }
            else if (!bound.TryAdd(argument.Name, argument))
            {
                Poison(BindingErrors.DuplicateArgument, argument.Location, $"`{argument.Name}` is given twice", frame);
                failed = true;
            }
        }

        if (failed)
            return null;
        List<string>? missing = null;
        foreach (var parameter in parameters)
        {
            if (!parameter.IsOptional && !bound.ContainsKey(parameter.Name))
                (missing ??= []).Add(parameter.Name);
        }

        if (missing is null)
            return bound;
        Poison(
            BindingErrors.MissingArgument, location,
            $"`{callee}` needs {string.Join(" and ", missing.Select(static m => $"`{m}`"))}", frame,
            notes: [Signature(callee, parameters)]);
        return null;
    }

    // random(3, 4): a shape is a list of sizes.
    private static TextEdit InBrackets(ImmutableArray<Argument> sizes, string before)
    {
        var written = new SourceLocation(sizes[0].Location.Source, TextSpan.FromBounds(sizes[0].Location.Span.Start, sizes[^1].Location.Span.End));
        return new TextEdit(written, $"{before}[{written.Text}]");
    }

    /// <summary>Reports a function that makes functions and was given without being called, such as <c>~ xavier</c> or <c>schedule: cosine_decay</c>; gives whether it is one.</summary>
    internal bool IsUncalled(CallableValue function, SourceLocation location, Frame frame)
    {
        if (function is not FunctionValue { Declaration: { Body: LambdaSyntax } maker, Name: var name } || maker.Parameters.Parameters.Elements.Any(static p => p.Default is null))
            return false;
        Poison(
            TypeErrors.WrongKind, location, $"`{name}` is called first, which gives the function that is wanted here: {name}()", frame,
            fixes: [new DiagnosticFix("call it", [new TextEdit(location, $"{location.Text}()")])]);
        return true;
    }

    private static bool Knows(ParameterName[] parameters, string name)
    {
        foreach (var parameter in parameters)
        {
            if (parameter.Name == name)
                return true;
        }

        return false;
    }

    private void ReportUnknownArgument(Argument argument, string name, ParameterName[] parameters, string callee, Frame frame)
    {
        var near = name is "over" or "axis" or "dim"
            ? parameters.Select(static p => p.Name).FirstOrDefault(static p => p is "over" or "axis")
            : NearMiss.Find(name, parameters.Select(static p => p.Name));
        Poison(
            BindingErrors.UnknownArgument, argument.NameLocation ?? argument.Location,
            $"`{callee}` has no parameter `{name}`{(near is null ? "" : $"; did you mean `{near}`?")}", frame,
            notes: [Signature(callee, parameters)],
            fixes: NameFix(argument, near));
    }

    private static ImmutableArray<DiagnosticFix> NameFix(Argument argument, string? near)
    {
        if (near is null || argument.NameLocation is not { } name)
            return [];
        return [new DiagnosticFix($"write `{near}`", [new TextEdit(name, near)])];
    }

    private static string Signature(string callee, ParameterName[] parameters) =>
        $"{callee}({string.Join(", ", parameters.Select(static p => p.IsOptional ? $"{p.Name}: ..." : p.Name))})";

    internal static string Count(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";

    private Value ApplyFunction(FunctionValue function, ImmutableArray<Argument> arguments, SyntaxNode site, Frame frame)
    {
        var declaration = function.Declaration;
        if (IsOpenRecursion(declaration, frame))
            return PoisonValue.Instance;
        var body = Enter(FrameKind.Function, function.Names, declaration, site, frame);
        if (!BindParameters(declaration.Parameters, arguments, site.Location, function.Name, body, frame))
            return PoisonValue.Instance;
        var result = EvaluateBody(declaration.Body, body);
        return CheckResult(result, declaration.ReturnType, declaration.Body, function.Name, body);
    }

    private Value ApplyLambda(LambdaValue lambda, ImmutableArray<Argument> arguments, SyntaxNode site, Frame frame)
    {
        var defining = lambda.Frame;
        var body = new Frame(defining.Kind == FrameKind.Script ? FrameKind.Function : defining.Kind, defining.Names)
        {
            Sites = defining.Sites,
            Instance = defining.Instance,
            Declaration = lambda.Syntax,
            Turn = $"{frame.Turn}@{site.Span.Start}",
            IsTraining = frame.IsTraining ?? defining.IsTraining ?? (frame.Kind == FrameKind.Script ? false : null),
            Facts = frame.Facts,
            CallSite = site.Location,
            Caller = frame,
            Depth = frame.Depth + 1,
            ScanIndex = frame.ScanIndex,
            Target = defining.Target,
        };
        var parameters = lambda.Syntax.Parameters;
        if (!BindParameters(parameters.Elements, arguments, site.Location, lambda.Name, body, frame))
            return PoisonValue.Instance;
        return EvaluateBody(lambda.Syntax.Body, body);
    }

    // Where only the use knows when a recursion ends, a declaration's own check follows it no further.
    private bool IsOpenRecursion(SyntaxNode declaration, Frame frame)
    {
        if (!IsGeneric)
            return false;
        for (var caller = frame; caller is not null; caller = caller.Caller)
        {
            if (caller.Declaration == declaration)
                return true;
        }

        return false;
    }

    private Frame Enter(FrameKind kind, ImmutableDictionary<string, Value> names, SyntaxNode declaration, SyntaxNode site, Frame frame) => new(kind, names)
    {
        Declaration = declaration,
        IsTraining = frame.Kind == FrameKind.Script ? false : frame.IsTraining,
        Facts = frame.Facts,
        CallSite = site.Location,
        Caller = frame,
        Depth = frame.Depth + 1,
        ScanIndex = frame.ScanIndex,
    };

    private Value EvaluateBody(ExpressionSyntax body, Frame frame) =>
        body is BlockSyntax block ? EvaluateBlock(block, frame) : Evaluate(body, frame);

    private static ParameterName[] ParameterNames(ImmutableArray<ParameterSyntax> parameters)
    {
        var names = new ParameterName[parameters.Length];
        for (var i = 0; i < names.Length; i++)
            names[i] = new ParameterName(parameters[i].Name.Text, parameters[i].Default is not null);
        return names;
    }

    private bool BindParameters(
        ParameterListSyntax parameters, ImmutableArray<Argument> arguments, SourceLocation location, string callee, Frame body, Frame caller) =>
        BindParameters(parameters.Parameters.Elements, arguments, location, callee, body, caller);

    private bool BindParameters(
        ImmutableArray<ParameterSyntax> parameters, ImmutableArray<Argument> arguments, SourceLocation location, string callee, Frame body, Frame caller)
    {
        var bound = MatchArguments(ParameterNames(parameters), arguments, location, callee, caller);
        if (bound is null)
            return false;
        body.Arguments = bound;
        foreach (var parameter in parameters)
        {
            var isGiven = bound.TryGetValue(parameter.Name.Text, out var argument);
            argument ??= new Argument(null, Evaluate(parameter.Default!, body), parameter.Location);
            if (!BindParameter(parameter, argument, callee, body, isGiven ? caller : body))
                return false;
        }

        return true;
    }
}
