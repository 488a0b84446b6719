using System.Collections.Immutable;
using Dsl.Language.Diagnostics;
using Dsl.Language.Graph;
using Dsl.Language.Programs;
using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Scripts;

/// <summary>Runs loops: what the body computes is compiled in the first turn and run again in the others.</summary>
internal sealed class LoopRunner(RunContext context, ActionRunner actions)
{
    private const int BoundsPart = 0;
    private const int NextPart = 1;

    private readonly Dictionary<ForAction, ImmutableArray<Node>> keptInside = new(ReferenceEqualityComparer.Instance);

    /// <summary>Runs a loop; null, or the fault that ended it.</summary>
    public Diagnostic? Run(ForAction loop)
    {
        var bounds = context.Computation(loop, [loop.Start, loop.Stop, .. loop.Carries.Select(static c => c.Initial)], part: BoundsPart);
        if (context.Run(bounds) is { } fault)
            return fault;
        var start = (long)bounds.Output(0).GetDouble(0);
        var stop = (long)bounds.Output(1).GetDouble(0);
        var staging = new Tensor?[loop.Carries.Length];
        context.LoopDepth++;
        try
        {
            Commit(loop, bounds, firstOutput: 2, staging);
            if (start >= stop)
                return null;
            var kept = KeptInside(loop);
            var next = context.Computation(loop, [.. loop.Carries.Select(static c => c.Next)], part: NextPart);
            for (var index = start; index < stop; index++)
            {
                context.Environment.SetScalar(loop.Index, index);
                foreach (var node in kept)
                    context.Environment.Forget(node);
                context.Cancellation.ThrowIfCancellationRequested();
                if (actions.Run(loop.Body) is { } bodyFault)
                    return bodyFault;
                if (loop.Carries.IsEmpty)
                    continue;
                if (context.Run(next) is { } carryFault)
                    return carryFault;
                Commit(loop, next, firstOutput: 0, staging);
            }

            return null;
        }
        finally
        {
            context.LoopDepth--;
            foreach (var tensor in staging)
                tensor?.Dispose();
        }
    }

    // All carries change at once: a value that stands in another carry's storage is set aside before that is overwritten.
    private void Commit(ForAction loop, Computation values, int firstOutput, Tensor?[] staging)
    {
        var environment = context.Environment;
        for (var i = 1; i < loop.Carries.Length; i++)
        {
            var value = values.Output(firstOutput + i);
            for (var j = 0; j < i; j++)
            {
                if (!environment.TryGetInput(loop.Carries[j].Inside, out var inside) || !ReferenceEquals(inside, value))
                    continue;
                if (staging[i] is null || !staging[i]!.Shape.AsSpan().SequenceEqual(value.Shape.AsSpan()))
                {
                    staging[i]?.Dispose();
                    staging[i] = value.Copy();
                }
                else
                {
                    staging[i]!.CopyFrom(value);
                }
            }
        }

        for (var i = 0; i < loop.Carries.Length; i++)
        {
            var value = values.Output(firstOutput + i);
            var isAliased = false;
            for (var j = 0; j < i && !isAliased; j++)
                isAliased = ReferenceEquals(environment.Input(loop.Carries[j].Inside), value);
            environment.SetInput(loop.Carries[i].Inside, isAliased ? staging[i]! : value);
        }
    }

    private ImmutableArray<Node> KeptInside(ForAction loop)
    {
        if (keptInside.TryGetValue(loop, out var nodes))
            return nodes;
        var found = ImmutableArray.CreateBuilder<Node>();
        Collect(loop.Body, found);
        return keptInside[loop] = found.ToImmutable();
    }

    private static void Collect(ImmutableArray<ScriptAction> actions, ImmutableArray<Node>.Builder found)
    {
        foreach (var action in actions)
        {
            switch (action)
            {
                case ComputeAction compute:
                    found.AddRange(compute.Values);
                    break;
                case ForAction loop:
                    Collect(loop.Body, found);
                    break;
                case IfAction branch:
                    Collect(branch.Then, found);
                    Collect(branch.Else, found);
                    break;
            }
        }
    }
}
