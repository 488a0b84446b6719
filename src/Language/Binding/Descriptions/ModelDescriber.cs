using System.Collections.Immutable;
using Dsl.Language.Binding.Declarations;
using Dsl.Language.Binding.Generation;
using Dsl.Language.Binding.Values;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Syntax;
using Dsl.Language.Text;
using Dsl.Language.Types;

namespace Dsl.Language.Binding.Descriptions;

/// <summary>Applies models once more to inputs with a batch of open size, and notes which operations come from which layer.</summary>
internal static class ModelDescriber
{
    /// <summary>The models among the names of a script, in the order of their names' binding; those that a loop of the script binds come with them, as of its first turn.</summary>
    public static ImmutableArray<DescribedModel> Describe(Elaborator elaborator, Frame scriptFrame, CompilationUnitSyntax script, RecordedValues values)
    {
        var found = scriptFrame.Names
            .Where(static bound => IsModel(bound.Value))
            .Select(bound => (bound.Key, ((InstanceValue)bound.Value).Instance, Start: scriptFrame.Sites.GetValueOrDefault(bound.Key)?.Span.Start ?? 0))
            .ToList();
        foreach (var name in NamesInBlocks(script))
        {
            if (values.Find(name.Span) is InstanceValue bound && IsModel(bound) && !found.Exists(model => model.Key == name.Name))
                found.Add((name.Name, bound.Instance, name.Span.Start));
        }

        return [.. found.OrderBy(static model => model.Start).Select(model => Describe(elaborator, scriptFrame, script, model.Key, model.Instance, readsRecords: true))];
    }

    private static bool IsModel(Value value) => value is InstanceValue { Instance: { Owner: null, Declaration: not null } };

    // What the loops and branches of the script bind, not what its declarations do.
    private static IEnumerable<NameSyntax> NamesInBlocks(CompilationUnitSyntax script)
    {
        var pending = new Stack<SyntaxNode>(script.Statements.Where(static statement => statement is ForStatementSyntax or ExpressionStatementSyntax).Reverse());
        while (pending.TryPop(out var node))
        {
            if (node is LambdaSyntax)
                continue;
            if (node is BindingStatementSyntax { Target: NameSyntax name })
                yield return name;
            foreach (var child in node.Children.OfType<SyntaxNode>().Reverse())
                pending.Push(child);
        }
    }

    /// <summary>The tensors among the names of a script, in the order of their names' binding.</summary>
    public static ImmutableArray<NamedTensor> Tensors(Frame scriptFrame) =>
    [
        .. scriptFrame.Names.Where(static bound => bound.Value is TensorValue)
            .OrderBy(bound => scriptFrame.Sites.GetValueOrDefault(bound.Key)?.Span.Start ?? 0)
            .Select(static bound => new NamedTensor(bound.Key, ((TensorValue)bound.Value).Node)),
    ];

    /// <summary>Describes one model of a script that has been elaborated, with weights made for this alone.</summary>
    /// <param name="instance">A model with its settings, or a layer within one.</param>
    /// <param name="values">What was seen of the script.</param>
    /// <param name="files">The way to files.</param>
    public static DescribedModel DescribeAlone(ModelInstance instance, RecordedValues values, IFileSource files)
    {
        var (elaborator, scriptFrame) = Elaborator.After(values, files);
        var copy = new ModelInstance(instance.Declaration, instance.Names, instance.Settings, null, "") { FirstInputs = instance.FirstInputs, IsApplied = instance.FirstInputs is not null };
        return Describe(elaborator, scriptFrame, instance.Declaration!, instance.Name, copy);
    }

    /// <summary>A model of a script.</summary>
    /// <param name="elaborator">The script so far.</param>
    /// <param name="scriptFrame">The names that the model reads.</param>
    /// <param name="site">Where it is asked for.</param>
    /// <param name="name">The model's name there.</param>
    /// <param name="instance">The model.</param>
    /// <param name="readsRecords">Whether fields of a record are outputs as parts of a tuple are.</param>
    public static DescribedModel Describe(Elaborator elaborator, Frame scriptFrame, SyntaxNode site, string name, ModelInstance instance, bool readsRecords = false)
    {
        elaborator.EnsureApplied(instance, site, scriptFrame);
        var batch = new DimensionSymbol("batch", DimensionSymbolKind.RunTime);
        foreach (var arguments in Inputs(elaborator, scriptFrame, instance, batch))
        {
            var facts = new List<DimensionFacts>();
            var applications = new List<LayerApplication>();
            var calls = new List<FunctionApplication>();
            var value = Apply(elaborator, scriptFrame, site, instance, arguments, (facts, applications, calls));
            var named = Named("result", value, readsRecords).ToImmutableArray();
            ImmutableArray<Node> outputs = [.. named.Select(static output => output.Node)];
            if (outputs.IsEmpty)
                continue;
            var bounds = ImmutableDictionary.CreateBuilder<DimensionSymbol, long>();
            foreach (var symbol in GraphTraversal.TopologicalOrder(outputs).SelectMany(static node => node.Shape.Axes).SelectMany(static axis => axis.Size.Symbols()).Distinct())
            {
                if (symbol != batch && SequenceBound.OfRequirements(facts, Dimension.Of(symbol)) is { } bound)
                    bounds.Add(symbol, bound);
            }

            return new DescribedModel(name, instance, outputs, [.. applications], BatchOf(arguments), bounds.ToImmutable())
            {
                Inputs = InputsOf(arguments),
                OutputNames = [.. named.Select(static output => output.Name)],
                Calls = [.. calls],
            };
        }

        return new DescribedModel(name, instance, [], [], null, ImmutableDictionary<DimensionSymbol, long>.Empty);
    }

    // As the script applied it, with a batch of any size; exactly as the script applied it; as the signature announces.
    private static IEnumerable<ImmutableArray<Argument>> Inputs(Elaborator elaborator, Frame scriptFrame, ModelInstance instance, DimensionSymbol batch)
    {
        if (instance.FirstInputs is { IsDefaultOrEmpty: false } first)
        {
            // Written numbers are tensors as well.
            var parameters = (instance.Declaration!.Inputs ?? instance.Declaration.Configuration).Parameters.Elements.Select(static parameter => parameter.Name.Text).ToImmutableArray();
            ImmutableArray<Argument> seen =
            [
                .. first.Select((argument, i) => Named(argument, i < parameters.Length ? parameters[i] : "x")).Select(argument => argument.Value is ListValue && elaborator.ToNode(argument.Value, argument.Location, scriptFrame) is { } node
                    ? argument with { Value = new TensorValue(node) }
                    : argument),
            ];
            if (WithBatch(elaborator, seen, batch) is { } open)
                yield return open;
            yield return [.. seen.Select(argument => Copied(elaborator, argument, static type => type))];
        }

        var announced = instance.Declaration!.Inputs ?? instance.Declaration.Configuration;
        if (GenericArguments.Of(elaborator, announced, instance.Settings) is { } given)
            yield return given;
    }

    // An argument at a place is that of the parameter there.
    private static Argument Named(Argument argument, string parameter) => argument.Name is null ? argument with { Name = parameter } : argument;

    private static ImmutableArray<Argument>? WithBatch(Elaborator elaborator, ImmutableArray<Argument> seen, DimensionSymbol batch)
    {
        var leading = seen.Select(static argument => argument.Value).OfType<TensorValue>().FirstOrDefault(static tensor => tensor.Type.Rank > 1)?.Type.Shape[0].Size;
        return leading is null
            ? null
            : [.. seen.Select(argument => Copied(elaborator, argument, type => type.Rank > 0 && type.Shape[0].Size.Equals(leading)
                ? new TensorType(type.Element, new Shape(type.Shape.Axes.SetItem(0, new Axis(Dimension.Of(batch), "batch", null))))
                : type))];
    }

    // Inputs are tensors that nobody computes, so that what led to the script's own is no part of the description.
    private static Argument Copied(Elaborator elaborator, Argument argument, Func<TensorType, TensorType> change) =>
        argument.Value is TensorValue tensor
            ? argument with { Value = new TensorValue(elaborator.Builder.CreateInput(new GraphInput(argument.Name ?? "x", change(tensor.Type)))) }
            : argument;

    private static Value Apply(
        Elaborator elaborator, Frame scriptFrame, SyntaxNode site, ModelInstance instance, ImmutableArray<Argument> arguments,
        (List<DimensionFacts> Facts, List<LayerApplication> Layers, List<FunctionApplication> Calls) notes)
    {
        Value value = PoisonValue.Instance;
        var frame = new Frame(FrameKind.Function, scriptFrame.Names) { Sites = scriptFrame.Sites, IsTraining = false, Caller = scriptFrame, Depth = 1 };
        (elaborator.LearnedFacts, elaborator.LayerApplications, elaborator.FunctionApplications) = notes;
        var failed = elaborator.FailsSilently(() => value = elaborator.ApplyInstance(instance, arguments, site, frame, false));
        (elaborator.LearnedFacts, elaborator.LayerApplications, elaborator.FunctionApplications) = (null, null, null);
        return failed ? PoisonValue.Instance : value;
    }

    private static IEnumerable<(string Name, Node Node)> Named(string name, Value value, bool readsRecords) => value switch
    {
        TensorValue tensor => [(name, tensor.Node)],
        TupleValue tuple => tuple.Elements.SelectMany((element, i) => Named($"{name}{i}", element, readsRecords)),
        RecordValue record when readsRecords => record.Fields.SelectMany(field => Named(name == "result" ? field.Name : $"{name}.{field.Name}", field.Value, readsRecords)),
        _ => [],
    };

    private static ImmutableArray<GraphInput> InputsOf(ImmutableArray<Argument> arguments) =>
        [.. arguments.SelectMany(static argument => Named(string.Empty, argument.Value, readsRecords: false)).Select(static named => named.Node.Attributes).OfType<InputAttributes>().Select(static attributes => attributes.Input)];

    private static DimensionSymbol? BatchOf(ImmutableArray<Argument> arguments) =>
        arguments.Select(static argument => argument.Value).OfType<TensorValue>().FirstOrDefault(static tensor => tensor.Type.Rank > 1)?.Type.Shape[0].Size.SingleSymbol;
}
