using System.Collections.Immutable;
using Dsl.Language.Binding.Units;
using Dsl.Language.Data;
using Dsl.Language.Graph;
using Dsl.Language.Programs;
using Dsl.Language.Syntax;

namespace Dsl.Language.Binding.Values;

/// <summary>A function declared with <c>fn</c>, with the names it can see.</summary>
public sealed record FunctionValue(FunctionDeclarationSyntax Declaration, ImmutableDictionary<string, Value> Names) : CallableValue
{
    public override string Name => Declaration.Name.Text;
}

/// <summary>A lambda, with the names it can see.</summary>
public sealed record LambdaValue(LambdaSyntax Syntax, Frame Frame) : CallableValue
{
    public override string Name => "the function";
}

/// <summary>A declared model, before its settings.</summary>
public sealed record ModelValue(ModelDeclarationSyntax Declaration, ImmutableDictionary<string, Value> Names) : CallableValue
{
    public override string Name => Declaration.Name.Text;
}

/// <summary>A declared optimizer, before its settings.</summary>
public sealed record OptimizerDeclarationValue(OptimizerDeclarationSyntax Declaration, ImmutableDictionary<string, Value> Names) : CallableValue
{
    public override string Name => Declaration.Name.Text;
}

/// <summary>A primitive operator.</summary>
public sealed record OperatorValue(Operator Operator) : CallableValue
{
    public override string Name => Operator.Name;
}

/// <summary>A function that makes or changes data.</summary>
public sealed record DataFunctionValue(DataFunction Function) : CallableValue
{
    public override string Name => Function.Name;
}

/// <summary>One of the language's own units, such as <c>train</c> or <c>print</c>.</summary>
public sealed record UnitValue(Unit Unit) : CallableValue
{
    public override string Name => Unit.Name;
}

/// <summary>The gradient of a function as a function.</summary>
/// <param name="Function">The function.</param>
/// <param name="WithRespectTo">The argument to differentiate by; the first where null.</param>
public sealed record GradientFunctionValue(CallableValue Function, string? WithRespectTo) : CallableValue
{
    /// <summary>The arguments to differentiate by, where several are asked for, in parentheses; it then gives a tuple.</summary>
    public ImmutableArray<string> Several { get; init; } = [];

    public override string Name => $"grad({Function.Name})";
}

/// <summary>Turns tokens of a data set into text, or text into tokens.</summary>
public sealed record TokenizerValue(DataReference Data, bool Encodes) : CallableValue
{
    public override string Name => Encodes ? "encode" : "decode";
}

/// <summary>Converts to an element type: <c>float(x)</c>, <c>int(x)</c>.</summary>
public sealed record ConversionValue(Types.ElementType Element) : CallableValue
{
    public override string Name => Element == Types.ElementType.Float32 ? "float" : Types.ElementTypes.Name(Element);
}

/// <summary>Text that a decoder makes of tokens when the script runs.</summary>
public sealed record DecodedTextValue(DataReference Decoder, Node Tokens) : Value;

/// <summary>A function whose inner values are computed again for its gradient instead of being kept.</summary>
public sealed record RecomputedValue(CallableValue Function) : CallableValue
{
    public override string Name => $"recompute({Function.Name})";
}
