using System.Text;
using Dsl.Language.Types;

namespace Dsl.Language.Graph;

/// <summary>What an operation is told besides its inputs: axes, a target shape, a constant. Compared by value.</summary>
public abstract record OperatorAttributes
{
    /// <summary>Attributes of an operator that needs none.</summary>
    public static OperatorAttributes None { get; } = new NoAttributes();

    /// <summary>The attributes with symbols replaced by sizes; null when a division does not come out.</summary>
    public virtual OperatorAttributes? Substitute(IReadOnlyDictionary<DimensionSymbol, Dimension> values) => this;

    /// <summary>The attributes with an input replaced, for an operation that reads one; else themselves.</summary>
    public virtual OperatorAttributes ReplaceInputs(IReadOnlyDictionary<GraphInput, GraphInput> replacements) => this;

    /// <summary>Whether the operation reads what is supplied or kept from outside: an input or a variable.</summary>
    public virtual bool ReadsOutside => false;

    /// <summary>The attributes by which a node inside a recurrence reads one of its body's inputs; itself where there is no body.</summary>
    public virtual OperatorAttributes NameInput(GraphInput input) => this;

    /// <summary>
    /// The attributes by which the operation does the same at every position of a new first axis, of this length, that all its inputs have; null where there
    /// is no such form.
    /// </summary>
    public virtual OperatorAttributes? WithLeadingAxis(Dimension length) => null;

    /// <summary>What a dump shows of the attributes; empty for none.</summary>
    public virtual string Describe()
    {
        var text = ToString() ?? string.Empty;
        var start = text.IndexOf('{', StringComparison.Ordinal);
        return start < 0 ? text : text[(start + 1)..^1].Trim();
    }

    /// <summary>What is common to all attributes says nothing about an operation.</summary>
    protected virtual bool PrintMembers(StringBuilder builder) => false;

    /// <summary>The graph inside the operation, for a recurrence; else null. <see cref="GraphSpecializer"/> specialises it apart from the attributes.</summary>
    public virtual ScanBody? InnerBody => null;

    /// <summary>The attributes with another graph inside, where there is one.</summary>
    public virtual OperatorAttributes WithInnerBody(ScanBody body) => this;

    private sealed record NoAttributes : OperatorAttributes
    {
        public override OperatorAttributes? WithLeadingAxis(Dimension length) => this;

        public override string Describe() => "";
    }
}
