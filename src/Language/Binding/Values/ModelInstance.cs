using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Syntax;
using Dsl.Language.Types;

namespace Dsl.Language.Binding.Values;

/// <summary>
/// A model with its settings. Its weights come into being, with their shapes, when it is first applied; every later
/// application shares them. Identity is the object; it is filled while a script is elaborated.
/// </summary>
public sealed class ModelInstance(
    ModelDeclarationSyntax? declaration,
    ImmutableDictionary<string, Value> names,
    ImmutableDictionary<string, Value> settings,
    ModelInstance? owner,
    string path)
{
    private readonly Dictionary<(SyntaxNode Site, string Turn), ModelInstance> children = [];
    private readonly Dictionary<string, Variable> variables = [];
    private readonly List<(Variable Variable, Node Initial)> initialValues = [];
    private readonly List<(string Path, string Name, ModelInstance Instance)> shared = [];

    public ModelDeclarationSyntax? Declaration { get; } = declaration;

    /// <summary>What messages call it.</summary>
    public string Name => Declaration?.Name.Text ?? "the script";

    /// <summary>The names that the declaration can see.</summary>
    public ImmutableDictionary<string, Value> Names { get; } = names;

    public ImmutableDictionary<string, Value> Settings { get; } = settings;

    public ModelInstance? Owner { get; } = owner;

    /// <summary>The path within the outermost instance, which has the empty path.</summary>
    public string Path { get; } = path;

    /// <summary>The instance that holds all the weights: the outermost owner.</summary>
    public ModelInstance Root => Owner?.Root ?? this;

    /// <summary>Whether it has been applied, so that its weights are known.</summary>
    public bool IsApplied { get; set; }

    /// <summary>Whether weights may be missing, since it was first applied to something that is not known: a mistake, or what only a use of the model around it says.</summary>
    public bool IsPartial { get; private set; }

    /// <summary>What the script applied it to first; null before that.</summary>
    public ImmutableArray<Argument>? FirstInputs { get; set; }

    /// <summary>The type of 16 bits in which a training keeps values of it; null where none does.</summary>
    public ElementType? TrainedStorage { get; set; }

    /// <summary>Whether it only stands for all layers under a path, such as the turns of a loop, and cannot be applied itself.</summary>
    public bool IsGroup { get; init; }

    /// <summary>Weights and states of the outermost instance and all within it, with their initial values, in the order of their making.</summary>
    public IReadOnlyList<(Variable Variable, Node Initial)> InitialValues => initialValues;

    /// <summary>Every parameter of this instance, those within it, and those of instances that it applies without owning them.</summary>
    public IEnumerable<Variable> Parameters
    {
        get
        {
            foreach (var (_, variable) in NamedVariables)
            {
                if (variable.Kind == VariableKind.Parameter)
                    yield return variable;
            }
        }
    }

    /// <summary>Every variable that the instance owns: parameters and states, not those of optimizers.</summary>
    public IEnumerable<Variable> Variables
    {
        get
        {
            foreach (var (variable, _) in Root.initialValues)
            {
                if (variable.Kind != VariableKind.OptimizerState && IsWithin(variable.Path))
                    yield return variable;
            }
        }
    }

    /// <summary>Every variable that applying the instance uses, each once, with its path; a shared instance's begin with the name it is used by.</summary>
    public IReadOnlyList<(string Path, Variable Variable)> NamedVariables
    {
        get
        {
            var named = new List<(string, Variable)>();
            var seen = new HashSet<Variable>();
            foreach (var variable in Variables)
            {
                if (seen.Add(variable))
                    named.Add((variable.Path, variable));
            }

            foreach (var (user, name, instance) in Root.shared)
            {
                if (Path.Length > 0 && user != Path && !IsWithin(user))
                    continue;
                foreach (var (inner, variable) in instance.NamedVariables)
                {
                    if (seen.Add(variable))
                        named.Add(($"{name}.{inner}", variable));
                }
            }

            return named;
        }
    }

    /// <summary>Notes that the body at a path within this outermost instance applies an instance that it does not own.</summary>
    public void Share(string path, string name, ModelInstance instance)
    {
        if (shared.Any(s => s.Instance == instance && s.Path == path))
            return;
        var prefix = path.Length == 0 ? name : $"{path}.{name}";
        var isTaken = shared.Any(s => s.Name == prefix && s.Instance != instance) || initialValues.Any(v => v.Variable.Path.StartsWith(prefix + ".", StringComparison.Ordinal));
        shared.Add((path, isTaken ? $"{prefix}_{shared.Count + 1}" : prefix, instance));
    }

    public ModelInstance? Child(SyntaxNode site, string turn) => children.GetValueOrDefault((site, turn));

    public void AddChild(SyntaxNode site, string turn, ModelInstance child) => children.Add((site, turn), child);

    /// <summary>The layers within it, and models that it applies without owning them.</summary>
    internal IEnumerable<ModelInstance> Related => children.Values.Concat(shared.Select(static s => s.Instance));

    /// <summary>The instance at a path within this one, however deep; null where the path names a group of instances or nothing.</summary>
    public ModelInstance? Descendant(string path)
    {
        foreach (var child in children.Values)
        {
            if (child.Path == path)
                return child;
            if (child.IsWithinPathOf(path) && child.Descendant(path) is { } found)
                return found;
        }

        return null;
    }

    public bool HasChildPath(string path) => children.Values.Any(c => c.Path == path);

    public Variable? FindVariable(string name) => variables.GetValueOrDefault(name);

    public void AddVariable(string name, Variable variable, Node initial)
    {
        variables.Add(name, variable);
        Root.initialValues.Add((variable, initial));
    }

    /// <summary>Adds a state that an optimizer keeps for a weight of this instance; it is initialised together with it.</summary>
    public void AddOptimizerState(Variable variable, Node initial) => Root.initialValues.Add((variable, initial));

    /// <summary>Forgets the weights again: used when they were only tried out with unknown sizes.</summary>
    public void Forget()
    {
        children.Clear();
        variables.Clear();
        initialValues.Clear();
        shared.Clear();
        IsApplied = false;
        IsPartial = false;
        FirstInputs = null;
    }

    /// <summary>Notes that weights of it, and so of those around it, may be missing.</summary>
    internal void MarkPartial()
    {
        for (var instance = this; instance is not null; instance = instance.Owner)
            instance.IsPartial = true;
    }

    /// <summary>Forgets one weight of this instance, so that one of the same name can be declared anew.</summary>
    internal void Forget(string name)
    {
        if (variables.Remove(name, out var variable))
            Root.initialValues.RemoveAll(v => v.Variable == variable);
    }

    /// <summary>Remembers what the instance and all within it hold now; calling the result brings that back.</summary>
    internal Action Remember()
    {
        var (wasApplied, wasPartial, trainedStorage) = (IsApplied, IsPartial, TrainedStorage);
        var restores = new List<Action> { Memory.Of(children), Memory.Of(variables), Memory.Of(initialValues), Memory.Of(shared) };
        foreach (var child in children.Values)
            restores.Add(child.Remember());
        return () =>
        {
            (IsApplied, IsPartial, TrainedStorage) = (wasApplied, wasPartial, trainedStorage);
            foreach (var restore in restores)
                restore();
        };
    }

    public string PathOf(string name) => Path.Length == 0 ? name : $"{Path}.{name}";

    private bool IsWithinPathOf(string path) => path.StartsWith(Path + ".", StringComparison.Ordinal);

    private bool IsWithin(string variablePath) => Path.Length == 0 || variablePath.StartsWith(Path + ".", StringComparison.Ordinal);
}
