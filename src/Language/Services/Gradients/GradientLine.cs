using Dsl.Language.Types;

namespace Dsl.Language.Services.Gradients;

/// <summary>One step of a derivation: <c>dW = x.T @ dy : [784, 16]</c>.</summary>
/// <param name="Name">What is given a value.</param>
/// <param name="Expression">How it is computed.</param>
/// <param name="Type">What it is.</param>
/// <param name="IsAsked">Whether it is one of the gradients that were asked for.</param>
public sealed record GradientLine(string Name, string Expression, TensorType Type, bool IsAsked)
{
    public override string ToString() => $"{Name} = {Expression} : {Type}";
}
