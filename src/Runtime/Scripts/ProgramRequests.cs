using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Programs;
using Dsl.Language.Types;
using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Scripts;

/// <summary>What a program will ask a backend to compile, as far as that is known before it runs.</summary>
public static class ProgramRequests
{
    // Where the model takes sequences of any length, histories of so many positions are shown.
    private const long ShownCapacity = 64;

    /// <summary>One for each computing action, bodies of loops and branches included. What earlier actions keep is shown with what it was computed from.</summary>
    public static IEnumerable<ProgramRequest> Of(ScriptProgram program) => program.Actions.SelectMany(Of);

    private static IEnumerable<ProgramRequest> Of(ScriptAction action) => action switch
    {
        ComputeAction compute => [Specialize(compute, compute.Values, [])],
        AssignAction assign => [Specialize(assign, assign.Check is { } check ? [check.IsSound] : [], assign.Assignments)],
        TrainAction train => [Specialize(
            train, [train.Step.Loss, .. train.Step.Metrics.Select(static metric => metric.Value)], train.Step.Updates, (train.Batch, train.Settings.BatchSize))],
        EvaluateAction evaluate => [Specialize(
            evaluate, [.. evaluate.Evaluation.Outputs.Select(static output => output.Value)], [], (evaluate.Evaluation.Batch, evaluate.BatchSize))],
        GenerateAction { Model: { Incremental: { } form } model } generate => [Specialize(
            generate, [form.Output], [.. form.States.Select(static state => new VariableAssignment(state.Variable, state.Next))],
            (model.Batch, 1), (form.Capacity, model.LongestSequence ?? ShownCapacity))],
        ForAction loop => loop.Body.SelectMany(Of),
        IfAction branch => branch.Then.Concat(branch.Else).SelectMany(Of),
        _ => [],
    };

    private static ProgramRequest Specialize(
        ScriptAction action, ImmutableArray<Node> outputs, ImmutableArray<VariableAssignment> assignments, params (DimensionSymbol Symbol, long? Size)[] known)
    {
        var sizes = new Dictionary<DimensionSymbol, Dimension>();
        foreach (var (symbol, value) in known)
        {
            if (value is { } size)
                sizes[symbol] = size;
        }

        var roots = outputs.AddRange(assignments.Select(static assignment => assignment.Value));
        if (Specialization.Specialize(roots, sizes, action.Location, out var specialized) is { } problem)
            return new ProgramRequest(action.Location, null, problem.Message);
        if (GraphTraversal.TopologicalOrder(specialized).FirstOrDefault(static node => !node.Shape.IsConstant) is { } open)
            return new ProgramRequest(action.Location, null, $"the shape {open.Shape} is known only when the script runs");
        return new ProgramRequest(
            action.Location,
            new CompileRequest(
                specialized[..outputs.Length], [.. assignments.Select((assignment, i) => assignment with { Value = specialized[outputs.Length + i] })], [])
            {
                Location = action.Location,
            },
            null);
    }
}
