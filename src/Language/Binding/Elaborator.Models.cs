using System.Collections.Immutable;
using Dsl.Language.Binding.Declarations;
using Dsl.Language.Binding.Descriptions;
using Dsl.Language.Binding.Values;
using Dsl.Language.Diagnostics;
using Dsl.Language.Programs;
using Dsl.Language.Syntax;
using Dsl.Language.Text;

namespace Dsl.Language.Binding;

public sealed partial class Elaborator
{
    private readonly Dictionary<SyntaxNode, InstancePaths> pathsOfBodies = [];

    /// <summary>M(settings): an instance with its own weights. In a model's body the same place and turn give the same instance each time the model is applied.</summary>
    private Value CreateInstance(ModelValue model, ImmutableArray<Argument> arguments, SyntaxNode site, Frame frame)
    {
        var declaration = model.Declaration;
        var settingsFrame = Enter(FrameKind.Function, model.Names, declaration, site, frame);
        var configuration = declaration.Inputs is null ? null : declaration.Configuration;
        if (configuration is null)
        {
            if (arguments.Length > 0)
            {
                return Poison(
                    BindingErrors.TooManyArguments, arguments[0].Location,
                    $"`{model.Name}` has no settings: build it with {model.Name}() and apply that to its inputs, as in x |> {model.Name}()", frame);
            }
        }
        else if (TakesInputsForSettings(configuration, arguments))
        {
            var written = string.Join(", ", configuration.Parameters.Elements.Where(static p => p.Default is null).Select(static p => p.Name.Text));
            return Poison(
                TypeErrors.WrongKind, arguments[0].Location,
                $"`{model.Name}` takes its settings first and gives a layer, which takes the input: {model.Name}({written})({arguments[0].Location.Text}), or {arguments[0].Location.Text} |> {model.Name}({written})", frame);
        }
        else if (!BindParameters(configuration, arguments, site.Location, model.Name, settingsFrame, frame))
        {
            return PoisonValue.Instance;
        }

        var chosen = ImmutableDictionary.CreateBuilder<string, Value>();
        foreach (var setting in settingsFrame.Own)
            chosen.Add(setting, settingsFrame.Names[setting]);
        var settings = chosen.ToImmutable();
        if (frame.Instance is not { } owner)
        {
            if (frame.Kind != FrameKind.Script)
            {
                return Poison(
                    BindingErrors.NotHere, site.Location, $"a function owns no weights, and `{model.Name}` has some; declare a model instead of a function", frame);
            }

            var root = new ModelInstance(declaration, model.Names, settings, null, "");
            roots.Add(root);
            AddInitialization(root, site.Location);
            return new InstanceValue(root);
        }

        if (owner.Child(site, frame.Turn) is { } existing)
            return new InstanceValue(existing);
        var child = new ModelInstance(declaration, model.Names, settings, owner, PathOfSite(owner, site, declaration, frame));
        owner.AddChild(site, frame.Turn, child);
        return new InstanceValue(child);
    }

    // dense(x): a tensor where a number, a truth value or text is set.
    private static bool TakesInputsForSettings(ParameterListSyntax configuration, ImmutableArray<Argument> arguments) =>
        arguments is [{ Name: null, Value: TensorValue { Type.Rank: > 0 } or ListValue }, ..]
        && configuration.Parameters.Elements is [{ Type: { Shape: null, ElementName: not null } }, ..];

    private void AddInitialization(ModelInstance root, SourceLocation location) =>
        AddPendingAction(() =>
        {
            var assignments = ImmutableArray.CreateBuilder<VariableAssignment>(root.InitialValues.Count);
            foreach (var (variable, initial) in root.InitialValues)
                assignments.Add(new VariableAssignment(variable, initial));
            return assignments.Count == 0 ? null : new AssignAction(location, assignments.MoveToImmutable());
        });

    private string PathOfSite(ModelInstance owner, SyntaxNode site, ModelDeclarationSyntax declaration, Frame frame)
    {
        var body = (SyntaxNode?)owner.Declaration?.Body ?? site;
        if (!pathsOfBodies.TryGetValue(body, out var paths))
            pathsOfBodies[body] = paths = InstancePaths.Of(body, name => Lookup(name, frame) is ModelValue);
        var turn = TurnOf(frame);
        var name = paths.NameOf(site, declaration.Name.Text, turn);
        var path = owner.PathOf(name);
        for (var i = 2; owner.HasChildPath(path); i++)
            path = owner.PathOf($"{name}_{i}");
        return path;
    }

    /// <summary>Applies an instance to inputs.</summary>
    internal Value ApplyInstance(ModelInstance instance, ImmutableArray<Argument> arguments, SyntaxNode site, Frame frame, bool? isTraining)
    {
        if (instance.IsGroup)
            return Poison(TypeErrors.WrongKind, site.Location, $"`.{instance.Path}` is a group of layers; apply one of them", frame);
        var declaration = instance.Declaration!;
        if (IsOpenRecursion(declaration, frame))
            return PoisonValue.Instance;
        NoteSharing(instance, site, frame);
        if (instance.Owner is null)
            instance.FirstInputs ??= arguments;
        var firstNode = Builder.Count;
        var body = new Frame(FrameKind.Model, instance.Names)
        {
            Declaration = declaration,
            Instance = instance,
            IsTraining = isTraining,
            Facts = frame.Facts,
            CallSite = site.Location,
            Caller = frame,
            Depth = frame.Depth + 1,
            ScanIndex = frame.ScanIndex,
        };
        foreach (var (name, value) in instance.Settings)
            body.BindHere(name, value);
        var inputs = declaration.Inputs ?? declaration.Configuration;
        if (!BindParameters(inputs, arguments, site.Location, declaration.Name.Text, body, frame))
        {
            NoteMistake([new Argument(null, new InstanceValue(instance), site.Location)]);
            return PoisonValue.Instance;
        }

        var result = EvaluateApplied(declaration.Body, body);
        if (!instance.IsApplied && IsUnknown(result))
            instance.MarkPartial();
        instance.IsApplied = true;
        result = CheckResult(result, declaration.ReturnType, declaration.Body, declaration.Name.Text, body);
        LayerApplications?.Add(new LayerApplication(instance, firstNode, Builder.Count, (result as TensorValue)?.Node) { Site = site.Location });
        return result;
    }

    private static bool IsUnknown(Value value) => value switch
    {
        PoisonValue => true,
        TupleValue tuple => tuple.Elements.Any(IsUnknown),
        RecordValue record => record.Fields.Any(static field => IsUnknown(field.Value)),
        _ => false,
    };

    // A model that applies an instance from elsewhere (a setting, a name of the script) trains, counts and stores its weights with its own.
    private static void NoteSharing(ModelInstance instance, SyntaxNode site, Frame frame)
    {
        var user = frame;
        while (user is not null && user.Instance is null)
            user = user.Caller;
        if (user?.Instance is not { } owner || owner.Root == instance.Root)
            return;
        var callee = site switch
        {
            CallSyntax call => call.Callee,
            PipeSyntax pipe => pipe.Right,
            _ => null,
        };
        owner.Root.Share(owner.Path, callee is NameSyntax name ? name.Name : InstancePaths.SnakeCase(instance.Name), instance);
    }

    private Value ConfigureOptimizer(OptimizerDeclarationValue optimizer, ImmutableArray<Argument> arguments, SyntaxNode site, Frame frame)
    {
        var settings = Enter(FrameKind.Function, optimizer.Names, optimizer.Declaration, site, frame);
        if (!BindParameters(optimizer.Declaration.Configuration, arguments, site.Location, optimizer.Name, settings, frame))
            return PoisonValue.Instance;
        var values = ImmutableDictionary.CreateBuilder<string, Value>();
        foreach (var name in settings.Own)
            values.Add(name, settings.Names[name]);
        return new OptimizerValue(optimizer.Declaration, optimizer.Names, values.ToImmutable());
    }

    /// <summary>
    /// Makes sure that an instance has its weights: applies it, if it never was, to inputs of the shapes that its signature
    /// announces. False when the signature leaves sizes open on which weights depend.
    /// </summary>
    internal bool EnsureApplied(ModelInstance instance, SyntaxNode site, Frame frame) => EnsureApplied(instance, site, frame, out _);

    /// <summary>The same; gives also why applying it to such inputs failed, where that is why.</summary>
    internal bool EnsureApplied(ModelInstance instance, SyntaxNode site, Frame frame, out Diagnostic? problem)
    {
        problem = null;
        if (instance.IsApplied)
            return true;
        if (IsBeingApplied(instance, frame))
            return false;
        var inputs = instance.Declaration!.Inputs ?? instance.Declaration.Configuration;
        var arguments = GenericArguments.Of(this, inputs, instance.Settings);
        if (arguments is not { } given)
            return false;
        var failed = FailsSilently(() => ApplyInstance(instance, given, site, frame, false), out problem);
        instance.FirstInputs = null;
        if (!failed && instance.InitialValues.All(static v => v.Variable.Type.Shape.IsConstant))
            return true;
        instance.Forget();
        return false;
    }

    /// <summary>Whether this is part of the body of an outermost instance.</summary>
    private static bool IsBeingApplied(ModelInstance root, Frame frame)
    {
        for (var at = frame; at is not null; at = at.Caller)
        {
            if (at.Kind == FrameKind.Model && at.Instance?.Root == root)
                return true;
        }

        return false;
    }
}
