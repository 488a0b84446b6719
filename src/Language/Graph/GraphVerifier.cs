using System.Collections.Immutable;
using Dsl.Language.Types;

namespace Dsl.Language.Graph;

/// <summary>Checks what every stage must keep: types as the shape rules say, inputs made before users, bodies that see only their own inputs.</summary>
public static class GraphVerifier
{
    /// <summary>Every violation, each as one sentence; empty for a sound graph.</summary>
    public static ImmutableArray<string> Verify(ImmutableArray<Node> outputs, DimensionFacts facts)
    {
        var problems = ImmutableArray.CreateBuilder<string>();
        Verify(outputs, facts, problems, visible: null);
        return problems.ToImmutable();
    }

    private static void Verify(ImmutableArray<Node> outputs, DimensionFacts facts, ImmutableArray<string>.Builder problems, HashSet<OperatorAttributes>? visible)
    {
        foreach (var node in GraphTraversal.TopologicalOrder(outputs))
        {
            foreach (var input in node.Inputs)
            {
                if (input.Id >= node.Id)
                    problems.Add($"{node} uses %{input.Id}, which was made after it");
            }

            if (node.Operator.Lowering is KernelLowering { Kind: KernelKind.Source })
                VerifySource(node, problems, visible);
            else
                VerifyType(node, facts, problems);

            if (node.Attributes.InnerBody is { } body)
            {
                var inputs = body.Carries.Concat(body.Sequences).Concat(body.Captures).Append(body.Index);
                var declared = inputs.ToHashSet();
                if (declared.Count != body.Carries.Length + body.Sequences.Length + body.Captures.Length + 1)
                    problems.Add($"{node} declares an input of its body twice");
                Verify([.. body.CarryResults, .. body.Outputs], facts, problems, [.. declared.Select(node.Attributes.NameInput)]);
            }
        }
    }

    private static void VerifySource(Node node, ImmutableArray<string>.Builder problems, HashSet<OperatorAttributes>? visible)
    {
        if (!node.Inputs.IsEmpty)
            problems.Add($"{node} is a source but has inputs");
        if (visible is not null && node.Attributes.ReadsOutside && !visible.Contains(node.Attributes))
            problems.Add($"{node} stands inside a recurrence but reads {node.Attributes.Describe()}, which that does not declare");
    }

    private static void VerifyType(Node node, DimensionFacts facts, ImmutableArray<string>.Builder problems)
    {
        var result = node.Operator.Infer(new InferenceContext([.. node.Inputs.Select(static i => i.Type)], node.Attributes, facts) { Nodes = node.Inputs });
        if (result.Failure is { } failure)
        {
            if (failure.Conflict is not var (left, right) || facts.AreEqual(left, right) == false)
                problems.Add($"{node} does not fit: {failure.Message}");
            return;
        }

        var expected = result.Type!;
        var agrees = expected.Element == node.Element && expected.Rank == node.Type.Rank;
        for (var axis = 0; agrees && axis < expected.Rank; axis++)
            agrees = facts.AreEqual(expected.Shape[axis].Size, node.Shape[axis].Size) != false;
        if (!agrees)
            problems.Add($"{node} should have type {expected}");
    }
}
