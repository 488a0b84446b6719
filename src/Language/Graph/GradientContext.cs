namespace Dsl.Language.Graph;

/// <summary>What a gradient rule sees: the operation, the gradient of its result, and a builder for new operations.</summary>
public sealed record GradientContext(GraphBuilder Builder, Node Node, Node OutputGradient)
{
    public Node Input(int index) => Node.Inputs[index];

    public Node Output => Node;
}
