using System.Collections.Immutable;
using Dsl.Language.Binding.Declarations;
using Dsl.Language.Binding.Descriptions;
using Dsl.Language.Binding.Values;
using Dsl.Language.Diagnostics;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Programs;
using Dsl.Language.Syntax;
using Dsl.Language.Text;
using Dsl.Language.Types;

namespace Dsl.Language.Binding;

public sealed partial class Elaborator
{
    /// <summary>The declarations of the file, visible throughout it whatever their order.</summary>
    private ImmutableDictionary<string, Value> fileNames = ImmutableDictionary<string, Value>.Empty;

    private const int DescriptionLimit = 200_000;

    /// <summary>The counter of the current action, also while a training step with a counter of its own is built.</summary>
    internal Node ActionCounterNode { get; private set; } = null!;

    /// <summary>Elaborates a script: its program, and everything that is wrong with it.</summary>
    public static ElaboratedScript Elaborate(CompilationUnitSyntax script, IFileSource files) =>
        Elaborate(script, files, new ElaborationBudget(WorkLimit));

    internal static ElaboratedScript Elaborate(CompilationUnitSyntax script, IFileSource files, ElaborationBudget budget, bool describesModels = false, bool checksOnly = false, bool countsConfusions = false)
    {
        var diagnostics = new DiagnosticBag();
        var declarations = FileDeclarations.Collect(script, files, diagnostics);
        var values = new RecordedValues(script.Source);
        GenericChecker.Check(script, declarations, files, diagnostics, budget, values);
        var elaborator = Create(files, diagnostics, declarations, isGeneric: false, budget, checksOnly, countsConfusions);
        elaborator.RecordValues(values);
        var frame = elaborator.OpenScript();
        foreach (var statement in script.Statements)
            elaborator.Execute(statement, frame);
        elaborator.ReportAtEnd();
        (values.Names, values.Declarations) = (frame.Names, declarations);
        var program = new ScriptProgram(Complete(elaborator.actions), elaborator.Seed, elaborator.Counter);
        // Only now, so that the program is the same whether models are described or not.
        var models = describesModels && !diagnostics.HasErrors ? ModelDescriber.Describe(elaborator, frame, script, values) : [];
        return new ElaboratedScript(diagnostics.HasErrors || checksOnly ? null : program, diagnostics.ToImmutable(), values)
        {
            Unprepared = elaborator.unprepared,
            Models = models,
            Tensors = describesModels && !diagnostics.HasErrors ? ModelDescriber.Tensors(frame) : [],
        };
    }

    /// <summary>The frame of a script that begins.</summary>
    internal Frame OpenScript() => scriptFrame = new Frame(FrameKind.Script, ImmutableDictionary<string, Value>.Empty);

    /// <summary>Elaborates a statement of the script itself.</summary>
    internal void ExecuteAtTop(StatementSyntax statement, Frame frame) => Execute(statement, frame);

    /// <summary>Reports what is only known when all statements are elaborated.</summary>
    internal void ReportAtEnd() => Unreached.Report(this);

    /// <summary>The first statement that came to nothing.</summary>
    internal SourceLocation? Unprepared => unprepared;

    /// <summary>An elaborator in which a script's names have their values already, for what is asked of them afterwards.</summary>
    internal static (Elaborator Elaborator, Frame Script) After(RecordedValues values, IFileSource files)
    {
        var elaborator = Create(files, new DiagnosticBag(), values.Declarations, isGeneric: false, new ElaborationBudget(DescriptionLimit));
        elaborator.scriptFrame = new Frame(FrameKind.Script, values.Names);
        return (elaborator, elaborator.scriptFrame);
    }

    internal static Elaborator Create(IFileSource files, DiagnosticBag diagnostics, ImmutableDictionary<string, Value> declarations, bool isGeneric, ElaborationBudget budget, bool checksOnly = false, bool countsConfusions = false)
    {
        var elaborator = new Elaborator(files, diagnostics, isGeneric, budget)
        {
            fileNames = declarations,
            ChecksOnly = checksOnly || isGeneric,
            CountsConfusions = countsConfusions,
        };
        elaborator.ActionCounterNode = elaborator.CounterNode;
        return elaborator;
    }

    /// <summary>A function of the library by name.</summary>
    internal CallableValue LibraryFunction(string name) =>
        LibraryDeclarations.Find(name) as CallableValue ?? throw new InvalidOperationException($"the library has no function {name}");

    /// <summary>Checks one declaration on its own, with a symbol for every size that only its use knows.</summary>
    /// <param name="declaration">What to check.</param>
    /// <param name="scriptNames">The names that the script binds around it, whose values are open here.</param>
    internal void CheckGenerically(StatementSyntax declaration, IReadOnlySet<string> scriptNames)
    {
        openNames = scriptNames;
        switch (declaration)
        {
            case FunctionDeclarationSyntax function:
                CheckFunction(function);
                break;
            case ModelDeclarationSyntax model:
                CheckModel(model);
                break;
            case OptimizerDeclarationSyntax optimizer:
                CheckOptimizer(optimizer);
                break;
        }
    }

    private void CheckFunction(FunctionDeclarationSyntax function)
    {
        var frame = new Frame(FrameKind.Function, ImmutableDictionary<string, Value>.Empty) { Declaration = function };
        BindOpenParameters(function.Parameters, frame);
        var result = EvaluateBody(function.Body, frame);
        CheckResult(result, function.ReturnType, function.Body, function.Name.Text, frame);
    }

    private void CheckModel(ModelDeclarationSyntax model)
    {
        var instance = new ModelInstance(model, ImmutableDictionary<string, Value>.Empty, ImmutableDictionary<string, Value>.Empty, null, "");
        var frame = new Frame(FrameKind.Model, ImmutableDictionary<string, Value>.Empty) { Instance = instance, Declaration = model };
        if (model.Inputs is not null)
            BindOpenParameters(model.Configuration, frame);
        BindOpenParameters(model.Inputs ?? model.Configuration, frame);
        var result = EvaluateBody(model.Body, frame);
        CheckResult(result, model.ReturnType, model.Body, model.Name.Text, frame);
    }

    private void CheckOptimizer(OptimizerDeclarationSyntax optimizer)
    {
        var axis = new Axis(Dimension.Of(new DimensionSymbol("n", DimensionSymbolKind.Rigid)), "n");
        var weight = new Variable("w", new TensorType(ElementType.Float32, Shape.Of(axis)), VariableKind.Parameter, optimizer.Name.Location);
        var frame = new Frame(FrameKind.Optimizer, ImmutableDictionary<string, Value>.Empty) { Target = new OptimizerTarget(weight, "check"), Declaration = optimizer };
        BindOpenParameters(optimizer.Configuration, frame);
        StateWrites = [];
        foreach (var input in optimizer.Inputs?.Parameters.Elements ?? [])
            BindParameterName(input, new TensorValue(Builder.CreateInput(new GraphInput(input.Name.Text, weight.Type))), frame);
        EvaluateBody(optimizer.Body, frame);
        StateWrites = null;
    }

    private readonly HashSet<GraphInput> openSettings = [];

    /// <summary>A number that is a setting, so known where the declaration is used, but not in a check of the declaration alone.</summary>
    internal TensorValue OpenSetting(string name, ElementType element)
    {
        var input = new GraphInput(name, TensorType.Scalar(element));
        openSettings.Add(input);
        return new TensorValue(Builder.CreateInput(input));
    }

    /// <summary>A condition that depends on nothing but settings is open in a check of a declaration alone, and known where it is used.</summary>
    private Value OpenCondition(Value condition)
    {
        if (!IsGeneric || condition is not TensorValue { Type.Rank: 0 } tensor)
            return condition;
        var pending = new Stack<Node>();
        pending.Push(tensor.Node);
        while (pending.TryPop(out var node))
        {
            if (node.Operator == SourceOperators.Variable || (node.Operator == SourceOperators.Input && !openSettings.Contains(node.AttributesAs<InputAttributes>().Input)))
                return condition;
            foreach (var input in node.Inputs)
                pending.Push(input);
        }

        return new BooleanValue(null);
    }

    private void BindOpenParameters(ParameterListSyntax parameters, Frame frame)
    {
        var names = new Dictionary<string, Dimension>();
        foreach (var (name, value) in frame.Names)
        {
            if (value is IntegerValue integer)
                names[name] = integer.Size;
        }

        foreach (var parameter in parameters.Parameters.Elements)
        {
            var name = parameter.Name.Text;
            var known = new HashSet<string>(names.Keys);
            var value = parameter.Type is { } type ? GenericArguments.Make(parameter, type, names, this) : null;
            if (parameter.Type?.Shape is { } shape && value is null)
                BindOpenNames(shape, frame);
            foreach (var (dimension, size) in names)
            {
                if (!known.Contains(dimension) && dimension != name)
                    frame.BindHere(dimension, new IntegerValue(size, dimension, new Origin(parameter.Location, parameter.Location.Text)));
            }

            BindParameterName(parameter, value ?? PoisonValue.Instance, frame);
            if (parameter.Type?.Shape is { } announced)
                RecordDimensions(announced, frame);
        }
    }
}
