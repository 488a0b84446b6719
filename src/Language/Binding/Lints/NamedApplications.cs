using System.Diagnostics.CodeAnalysis;
using Dsl.Language.Binding.Values;
using Dsl.Language.Graph;

namespace Dsl.Language.Binding.Lints;

/// <summary>The applications of those functions, models and operators of the library that lints ask about, by what they gave.</summary>
internal sealed class NamedApplications
{
    private readonly Dictionary<Node, NamedApplication> byResult = [];

    /// <summary>All of them.</summary>
    public IReadOnlyCollection<NamedApplication> All => byResult.Values;

    /// <summary>The name under which lints know a callee, or null when they do not ask about it.</summary>
    public static string? NameOf(Value callee) => callee switch
    {
        FunctionValue { Declaration: { } declaration } when Elaborator.IsLibrary(declaration.Source) && declaration.Name.Text is "softmax" or "cross_entropy" or "binary_cross_entropy" =>
            declaration.Name.Text,
        InstanceValue { Instance.Declaration: { } declaration } when Elaborator.IsLibrary(declaration.Source) && declaration.Name.Text is "dropout" or "batchnorm" or "attention" =>
            declaration.Name.Text,
        OperatorValue { Operator.Name: "sigmoid" } => "sigmoid",
        _ => null,
    };

    public void Add(NamedApplication application) => byResult.TryAdd(Essence(application.Result), application);

    /// <summary>What computed a value, where lints know it.</summary>
    public bool TryFind(Node node, [NotNullWhen(true)] out NamedApplication? application) => byResult.TryGetValue(Essence(node), out application);

    /// <summary>The value behind what only names, converts or arranges it.</summary>
    public static Node Essence(Node node)
    {
        while (node.Operator.Name is "label" or "cast" or "reshape" or "squeeze" or "unsqueeze")
            node = node.Inputs[0];
        return node;
    }
}
