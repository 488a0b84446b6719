using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Text;

namespace Dsl.Language.Programs;

/// <summary>One thing that a script does. <see cref="Location"/> is the statement that asked for it.</summary>
public abstract record ScriptAction(SourceLocation Location);

/// <summary>Computes these nodes and keeps their values; later actions read them instead of computing them again.</summary>
public sealed record ComputeAction(SourceLocation Location, ImmutableArray<Node> Values) : ScriptAction(Location);

/// <summary>Computes all values, then gives them to the variables at once: initial values, an optimizer's step, updates of states.</summary>
public sealed record AssignAction(SourceLocation Location, ImmutableArray<VariableAssignment> Assignments) : ScriptAction(Location)
{
    /// <summary>Of a step down a gradient, what is looked at after it; null otherwise.</summary>
    public StepCheck? Check { get; init; }
}

/// <summary>A new value for a variable.</summary>
public sealed record VariableAssignment(Variable Variable, Node Value);

/// <summary>Prints values separated by a space, and a line break.</summary>
public sealed record PrintAction(SourceLocation Location, ImmutableArray<ProgramValue> Values) : ScriptAction(Location);

/// <summary>Ends the run with a fault when the condition (a bool scalar) is false.</summary>
public sealed record AssertAction(SourceLocation Location, Node Condition, ProgramValue? Message, string ConditionText) : ScriptAction(Location);

/// <summary>Sets the seed from here on.</summary>
public sealed record SeedAction(SourceLocation Location, Node Value) : ScriptAction(Location);

/// <summary>Runs the body for each value of the index from start up to, not including, stop (int scalars).</summary>
/// <param name="Index">Supplied each turn.</param>
/// <param name="Carries">Names from outside that the body rebinds.</param>
public sealed record ForAction(
    SourceLocation Location, GraphInput Index, Node Start, Node Stop, ImmutableArray<LoopCarry> Carries, ImmutableArray<ScriptAction> Body) : ScriptAction(Location);

/// <summary>A value that a loop rebinds: <paramref name="Inside"/> is <paramref name="Initial"/> at first, then <paramref name="Next"/> of the turn before.</summary>
/// <param name="Inside">What the body reads; after the loop it holds the last value, and later actions read it too.</param>
public sealed record LoopCarry(GraphInput Inside, Node Initial, Node Next);

/// <summary>Runs one of two lists of actions by a bool scalar; each merge then holds the value of the list that ran.</summary>
public sealed record IfAction(
    SourceLocation Location, Node Condition, ImmutableArray<ScriptAction> Then, ImmutableArray<ScriptAction> Else, ImmutableArray<BranchMerge> Merges) : ScriptAction(Location);

/// <summary>A name that branches bind differently.</summary>
public sealed record BranchMerge(GraphInput Result, Node WhenTrue, Node WhenFalse);

/// <summary>Calls a data function; the runtime finds its implementation by name.</summary>
public sealed record DataAction(SourceLocation Location, DataSlot Result, string Function, ImmutableDictionary<string, DataArgument> Arguments) : ScriptAction(Location)
{
    /// <summary>The names that the call made up beside those of parameters, in its order.</summary>
    public ImmutableArray<string> Names { get; init; } = [];
}

/// <summary>Makes a tensor of data available to the graph: a field of a data set (all its rows), a tensor, a size.</summary>
public sealed record DataTensorAction(SourceLocation Location, GraphInput Result, DataReference Data, string? Field) : ScriptAction(Location)
{
    /// <summary>Whether another one reads the same field of the same data.</summary>
    public bool IsSameData(DataTensorAction other) => Field == other.Field && ReferenceEquals(Data.Slot, other.Data.Slot) && Data.Path.SequenceEqual(other.Data.Path);
}

/// <summary>Turns text into tokens with an encoder of data.</summary>
public sealed record EncodeAction(SourceLocation Location, DataSlot Result, DataReference Encoder, ProgramValue Text) : ScriptAction(Location);

/// <summary>Stores a tokenizer in a JSON file.</summary>
public sealed record SaveTokenizerAction(SourceLocation Location, ProgramValue Path, DataReference Tokenizer) : ScriptAction(Location);

/// <summary>Stores variables in a safetensors file.</summary>
public sealed record SaveAction(SourceLocation Location, ProgramValue Path, ImmutableArray<(string Path, Variable Variable)> Variables) : ScriptAction(Location);

/// <summary>Reads variables from a safetensors file.</summary>
public sealed record LoadAction(SourceLocation Location, ProgramValue Path, ImmutableArray<(string Path, Variable Variable)> Variables) : ScriptAction(Location)
{
    /// <summary>Whether file and network must agree; else what agrees is read, and the rest is left as it is.</summary>
    public bool IsStrict { get; init; } = true;
}

/// <summary>Draws curves; each series is a tensor of rank 1 with a label.</summary>
public sealed record PlotAction(SourceLocation Location, ImmutableArray<(string Label, Node Values)> Series) : ScriptAction(Location)
{
    public ChartSettings Settings { get; init; } = new();
}

/// <summary>Draws how often values lie in ranges of equal width.</summary>
public sealed record HistogramAction(SourceLocation Location, string Label, Node Values, int? Bins) : ScriptAction(Location)
{
    public ChartSettings Settings { get; init; } = new();
}

/// <summary>Shows matrices or images.</summary>
public sealed record ShowAction(SourceLocation Location, ProgramValue Value) : ScriptAction(Location)
{
    /// <summary>Rows and columns of each picture where the script says so.</summary>
    public (int Rows, int Columns)? Size { get; init; }

    /// <summary>Whether numbers are shown instead of pictures.</summary>
    public bool IsTable { get; init; }
}
