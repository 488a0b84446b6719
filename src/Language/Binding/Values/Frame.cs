using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Syntax;
using Dsl.Language.Text;
using Dsl.Language.Types;

namespace Dsl.Language.Binding.Values;

/// <summary>The surroundings of an expression: names, the model instance being applied, what is known about sizes, and the call that led here.</summary>
public sealed class Frame
{
    private HashSet<string>? own;

    public Frame(FrameKind kind, ImmutableDictionary<string, Value> names)
    {
        Kind = kind;
        Names = names;
    }

    public FrameKind Kind { get; init; }

    /// <summary>The names visible here; rebinding replaces the map, so a closure keeps the values of its time.</summary>
    public ImmutableDictionary<string, Value> Names { get; set; }

    /// <summary>Where each name was bound, for messages.</summary>
    public ImmutableDictionary<string, SourceLocation> Sites { get; set; } = ImmutableDictionary<string, SourceLocation>.Empty;

    /// <summary>The frame of the enclosing block of the same body; names that exist there are rebound there.</summary>
    public Frame? Outer { get; init; }

    /// <summary>Names first bound in this block.</summary>
    public HashSet<string> Own => own ??= [];

    /// <summary>The model instance whose body this is; null in functions and at top level (but for the script's own parameters).</summary>
    public ModelInstance? Instance { get; init; }

    /// <summary>The declaration or lambda whose body this is; null at top level.</summary>
    public SyntaxNode? Declaration { get; init; }

    /// <summary>Whether the body belongs to the library, which sees nothing of the script.</summary>
    public bool IsLibrary => Declaration is { } declaration && Elaborator.IsLibrary(declaration.Source);

    /// <summary>Which turn of which static loops this is, as part of a path: <c>0</c>, <c>2.1</c>.</summary>
    public string Turn { get; init; } = "";

    /// <summary>True when training, false when evaluating, null in a generic check.</summary>
    public bool? IsTraining { get; init; }

    public DimensionFacts Facts { get; set; } = DimensionFacts.None;

    /// <summary>The call that this body was entered by, and the frame it stands in; null at top level.</summary>
    public SourceLocation? CallSite { get; init; }

    public Frame? Caller { get; init; }

    /// <summary>The arguments of that call by parameter name, so that a mistake inside the library can be told in the caller's words.</summary>
    public IReadOnlyDictionary<string, Argument> Arguments { get; set; } = ImmutableDictionary<string, Argument>.Empty;

    /// <summary>How many calls deep.</summary>
    public int Depth { get; init; }

    /// <summary>Within a recurrence: its index, mixed into random counters.</summary>
    public Node? ScanIndex { get; init; }

    /// <summary>Whether statements act here when the script runs: at its top level, but not within a recurrence, whose body is one computation.</summary>
    public bool Acts => Kind == FrameKind.Script && ScanIndex is null;

    /// <summary>The states and the optimizer target of an optimizer body.</summary>
    public OptimizerTarget? Target { get; init; }

    /// <summary>A block within this frame: same body, its own new names.</summary>
    public Frame Block(string? turn = null, Node? scanIndex = null) => Within(turn, scanIndex ?? ScanIndex);

    /// <summary>A block for what is computed once, before the recurrence around it: the start values of weights.</summary>
    public Frame BeforeRecurrence() => Within(null, null);

    private Frame Within(string? turn, Node? scanIndex) => new(Kind, Names)
    {
        Sites = Sites,
        Outer = this,
        Instance = Instance,
        Declaration = Declaration,
        Turn = turn is null ? Turn : Turn.Length == 0 ? turn : $"{Turn}.{turn}",
        IsTraining = IsTraining,
        Facts = Facts,
        CallSite = CallSite,
        Caller = Caller,
        Arguments = Arguments,
        Depth = Depth,
        ScanIndex = scanIndex,
        Target = Target,
    };

    /// <summary>Binds a name in the block that knows it, else here.</summary>
    public void Bind(string name, Value value, SourceLocation? site = null)
    {
        var frame = this;
        while (frame is not null)
        {
            frame.SetName(name, value, site);
            if (frame.own?.Contains(name) == true)
                return;
            if (frame.Outer is null || !frame.Outer.Names.ContainsKey(name) || !frame.Outer.KnowsInBody(name))
            {
                frame.Own.Add(name);
                return;
            }

            frame = frame.Outer;
        }
    }

    /// <summary>Binds many names in the outermost frame of a script, faster than one after another.</summary>
    internal void BindAll(IReadOnlyCollection<(string Name, Value Value, SourceLocation? Site)> bindings)
    {
        var names = Names.ToBuilder();
        var sites = Sites.ToBuilder();
        foreach (var (name, value, site) in bindings)
        {
            Own.Add(name);
            names[name] = value;
            if (site is null)
                sites.Remove(name);
            else
                sites[name] = site;
        }

        Names = names.ToImmutable();
        Sites = sites.ToImmutable();
    }

    /// <summary>Binds a name in this block whatever surrounds it.</summary>
    public void BindHere(string name, Value value, SourceLocation? site = null)
    {
        Own.Add(name);
        SetName(name, value, site);
    }

    /// <summary>Whether a name was bound in this body (not merely visible from outside it).</summary>
    public bool KnowsInBody(string name) => own?.Contains(name) == true || (Outer?.KnowsInBody(name) ?? false);

    private void SetName(string name, Value value, SourceLocation? site)
    {
        Names = Names.SetItem(name, value);
        // Messages speak of places in scripts only.
        if (IsLibrary)
            return;
        Sites = site is null ? Sites.Remove(name) : Sites.SetItem(name, site);
    }
}
