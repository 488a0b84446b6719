using System.Collections.Immutable;
using Dsl.Language.Binding.Values;
using Dsl.Language.Graph;
using Dsl.Language.Syntax;
using Dsl.Language.Text;
using Dsl.Language.Types;

namespace Dsl.Language.Binding.Units;

/// <summary>A call of a unit while it is elaborated: its arguments by parameter name, and what the unit may do.</summary>
public sealed class UnitCall(Elaborator elaborator, Unit unit, ImmutableArray<Argument> arguments, SyntaxNode site, Frame frame)
{
    private Dictionary<string, Argument> bound = [];

    public Elaborator Elaborator { get; } = elaborator;

    public SyntaxNode Site { get; } = site;

    public Frame Frame { get; } = frame;

    public SourceLocation Location => Site.Location;

    /// <summary>All arguments as given.</summary>
    public ImmutableArray<Argument> Arguments { get; } = arguments;

    internal bool IsInLibrary => Elaborator.IsLibrary(Site.Source);

    internal bool Bind()
    {
        var parameters = new ParameterName[unit.Parameters.Length];
        for (var i = 0; i < parameters.Length; i++)
            parameters[i] = new ParameterName(unit.Parameters[i].Name, unit.Parameters[i].IsOptional);
        var given = unit.TakesMore
            ? Arguments.Where(static a => a.Name is not null).Concat(Arguments.Where(static a => a.Name is null).Take(unit.Parameters.Count(static p => !p.IsNamed))).ToImmutableArray()
            : Arguments;
        if (Elaborator.MatchArguments(parameters, given, Location, unit.Name, Frame) is not { } matched)
            return false;
        bound = matched;
        return true;
    }

    public bool Has(string name) => bound.ContainsKey(name);

    public Argument Get(string name) => bound[name];

    public Argument? Find(string name) => bound.GetValueOrDefault(name);

    /// <summary>The argument as a whole number known before the run; null when absent, wrong (reported) or open.</summary>
    public long? Integer(string name) => Find(name) is { } argument
        ? Elaborator.ToConstant(argument.Value, argument.Location, Frame, $"`{name}`")
        : null;

    /// <summary>The argument as a positive whole number, reporting otherwise.</summary>
    public long? Positive(string name)
    {
        var number = Integer(name);
        if (number is null or > 0)
            return number;
        Fail(TypeErrors.WrongKind, Get(name).Location, $"`{name}` must be at least 1, and this is {number}");
        return null;
    }

    /// <summary>The argument as a number known before the run; null when absent or wrong (reported).</summary>
    public double? Number(string name)
    {
        if (Find(name) is not { } argument || argument.Value is PoisonValue)
            return null;
        if (Elaborator.ToNumber(argument.Value) is { } number)
            return number;
        Fail(TypeErrors.NotStatic, argument.Location, $"`{name}` must be a number known before the script runs, and this is {Elaborator.Describe(argument.Value)}");
        return null;
    }

    /// <summary>The argument as a number above 0 known before the run; null when absent or wrong (reported).</summary>
    public double? PositiveNumber(string name)
    {
        var number = Number(name);
        if (number is null or > 0)
            return number;
        Fail(TypeErrors.WrongKind, Get(name).Location, $"`{name}` must be above 0, and this is {number}");
        return null;
    }

    /// <summary>The argument as a truth value known before the run; null when wrong, which has been reported.</summary>
    public bool? Boolean(string name, bool otherwise)
    {
        if (Find(name) is not { } argument)
            return otherwise;
        if (argument.Value is BooleanValue { Truth: { } truth })
            return truth;
        if (argument.Value is not PoisonValue)
            Fail(TypeErrors.WrongKind, argument.Location, $"`{name}` is true or false, and this is {Elaborator.Describe(argument.Value)}");
        return null;
    }

    /// <summary>The argument as a tensor; null when absent or wrong (reported).</summary>
    public Node? Tensor(string name, ElementType? preferred = null) => Find(name) is { } argument
        ? Elaborator.ToNode(argument.Value, argument.Location, Frame, preferred)
        : null;

    public PoisonValue Fail(Diagnostics.DiagnosticDescriptor descriptor, SourceLocation location, string message) =>
        Elaborator.Poison(descriptor, location, message, Frame);
}
