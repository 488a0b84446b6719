namespace Dsl.Language.Graph;

/// <summary>One parameter of an operator's call from a script.</summary>
/// <param name="Name">The name for named arguments.</param>
/// <param name="Kind">What may be passed.</param>
/// <param name="Summary">A few words for signature help.</param>
/// <param name="IsOptional">Whether it may be left out; <see cref="BoundArguments"/> then lacks it.</param>
/// <param name="Elements">
/// For a tensor, its elements. The tensors of an element-wise operator are first brought to one type, except those that take only ints or bools.
/// </param>
public sealed record OperatorParameter(
    string Name, OperatorParameterKind Kind, string Summary, bool IsOptional = false, OperandElements Elements = OperandElements.Any);
