using System.Collections.Immutable;
using Dsl.Language.Binding.Descriptions;
using Dsl.Language.Binding.Values;
using Dsl.Language.Data;
using Dsl.Language.Graph;
using Dsl.Language.Programs;
using Dsl.Language.Types;

namespace Dsl.Language.Binding.Units;

/// <summary>Units that look into a model, store it, and read it back.</summary>
[UnitFamily]
public static class ModelUnits
{
    private static readonly UnitParameter Net = new("net", "a model with its settings");

    public static readonly Unit Parameters = new()
    {
        Name = "parameters",
        Summary = "The trainable weights of a model, as a tuple.",
        Example = "net = dense(2, bias: false)\ny = net([[1.0, 2.0, 3.0]])\nfor w in parameters(net) { print(shape(w)) }   # [3, 2]",
        Parameters = [Net],
        Run = static call => Applied(call) is { } instance
            ? new TupleValue([.. instance.Parameters.Select(v => (Value)new TensorValue(call.Elaborator.ReadVariable(v, call.Location)))])
            : PoisonValue.Instance,
    };

    public static readonly Unit ParameterCount = new()
    {
        Name = "parameter_count",
        Summary = "The number of trainable numbers in a model.",
        Example = "net = dense(3)\ny = net([[1.0, 2.0]])\nprint(parameter_count(net))   # 9",
        Parameters = [Net],
        Run = static call => Applied(call) is { } instance
            ? new IntegerValue(instance.Parameters.Aggregate(Dimension.Zero, static (sum, v) => sum + v.Type.Shape.ElementCount))
            : PoisonValue.Instance,
    };

    public static readonly Unit Save = new()
    {
        Name = "save",
        Summary = "Stores the weights of a model in a safetensors file, or a tokenizer in a JSON file.",
        Example = "net = dense(3)\ny = net([[1.0, 2.0]])\nprint(parameter_count(net))   # 9\n# save(\"layer.safetensors\", net)",
        Parameters = [new UnitParameter("path", "the file, beside the script unless it is absolute"), Net],
        Acts = true,
        Run = static call => call.Get("net").Value is DataReferenceValue { Data: { Type: DataTokenizerType } tokenizer }
            ? StoreTokenizer(call, tokenizer)
            : Store(call, static (call, path, variables) => new SaveAction(call.Location, path, variables)),
    };

    public static readonly Unit Load = new()
    {
        Name = "load",
        Summary = "Reads the weights of a model from a safetensors file or a checkpoint; names and shapes must agree, or with strict: false what agrees is read and the rest named.",
        Example = "net = dense(3)\ny = net([[1.0, 2.0]])\nprint(parameter_count(net))   # 9\n# load(\"layer.safetensors\", net)",
        Parameters =
        [
            new UnitParameter("path", "the file, beside the script unless it is absolute"), Net,
            new UnitParameter("strict", "whether names and shapes must all agree (true)", IsOptional: true),
        ],
        Acts = true,
        Run = static call =>
        {
            if (call.Boolean("strict", true) is not { } isStrict)
                return PoisonValue.Instance;
            var result = Store(call, (call, path, variables) => new LoadAction(call.Location, path, variables) { IsStrict = isStrict });
            if (result is NothingValue && InstanceOf(call, "net") is { } instance)
            {
                foreach (var (_, variable) in instance.NamedVariables)
                    call.Elaborator.MarkUpdated(variable);
                return new InstanceValue(instance);
            }

            return result;
        },
    };

    public static readonly Unit Export = new()
    {
        Name = "export",
        Summary = "Writes a model with its weights as an ONNX file, for programs that know nothing of this language; it takes batches of every size.",
        Example = "net = dense(3)\ny = net([[1.0, 2.0]])\nprint(shape(y))   # [1, 3]\n# export(\"layer.onnx\", net)",
        Parameters = [new UnitParameter("path", "the file, beside the script unless it is absolute"), Net],
        Acts = true,
        Run = static call =>
        {
            if (Applied(call) is not { } instance || PathOf(call) is not { } path)
                return PoisonValue.Instance;
            var name = string.Join(' ', call.Get("net").Location.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
            if (instance.Root != instance)
                return call.Fail(TypeErrors.WrongKind, call.Get("net").Location, $"whole models are exported, and `{name}` is a part of one");
            if (!call.Elaborator.ChecksOnly)
            {
                var describe = call.Elaborator.DescribeForRun(instance, name, call.Site, readsRecords: true);
                call.Elaborator.AddPendingAction(() => new ExportAction(call.Location, path, describe()));
            }

            return NothingValue.Instance;
        },
    };

    /// <summary>The model instance that an argument names; reports a model that still lacks its settings.</summary>
    internal static ModelInstance? InstanceOf(UnitCall call, string name)
    {
        var argument = call.Get(name);
        switch (argument.Value)
        {
            case InstanceValue instance:
                return instance.Instance;
            case PoisonValue:
                return null;
            case ModelValue model:
                call.Elaborator.Report(
                    new Diagnostics.Diagnostic(TypeErrors.WrongKind, argument.Location, $"`{model.Name}` is the model before its settings and has no weights yet; build it, as in net = {model.Name}()")
                    {
                        Fixes = [new Diagnostics.DiagnosticFix("build it here", [new Diagnostics.TextEdit(argument.Location, $"{argument.Location.Text}()")])],
                    },
                    call.Frame);
                return null;
            default:
                call.Fail(TypeErrors.WrongKind, argument.Location, $"a model with its settings is needed here, and this is {Elaborator.Describe(argument.Value)}");
                return null;
        }
    }

    /// <summary>The model instance that `net` names, with its weights; null where it has none yet, which has been reported.</summary>
    internal static ModelInstance? Applied(UnitCall call)
    {
        if (InstanceOf(call, "net") is not { } instance)
            return null;
        if (call.Elaborator.EnsureApplied(instance.Root, call.Site, call.Frame))
            return instance;
        if (!call.Elaborator.IsGeneric && !call.Elaborator.IsMistaken(instance))
        {
            call.Fail(
                BindingErrors.NeverApplied, call.Get("net").Location,
                $"the shapes of its weights follow from its inputs, and `{call.Get("net").Location.Text}` has not been applied to any before this");
        }

        return null;
    }

    private static Value Store(UnitCall call, Func<UnitCall, ProgramValue, ImmutableArray<(string Path, Variable Variable)>, ScriptAction> make)
    {
        if (Applied(call) is not { } instance || PathOf(call) is not { } path)
            return PoisonValue.Instance;
        call.Elaborator.AddAction(make(call, path, [.. instance.NamedVariables]));
        return NothingValue.Instance;
    }

    private static Value StoreTokenizer(UnitCall call, DataReference tokenizer)
    {
        if (PathOf(call) is not { } path)
            return PoisonValue.Instance;
        call.Elaborator.AddAction(new SaveTokenizerAction(call.Location, path, tokenizer));
        return NothingValue.Instance;
    }

    private static ProgramValue? PathOf(UnitCall call)
    {
        var path = call.Get("path");
        if (path.Value is PoisonValue)
            return null;
        if (path.Value is StringValue)
            return call.Elaborator.ToProgramValue(path.Value, path.Location, call.Frame);
        call.Fail(TypeErrors.WrongKind, path.Location, $"a path is text, and this is {Elaborator.Describe(path.Value)}");
        return null;
    }
}
