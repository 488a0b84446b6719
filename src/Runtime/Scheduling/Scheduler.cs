using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Lowering;
using Dsl.Language.Types;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling;

/// <summary>From a graph whose every size is known to kernels in order, each buffer with its place in memory.</summary>
public static class Scheduler
{
    /// <summary>The schedule of a request.</summary>
    public static KernelProgram Build(CompileRequest request, SchedulingOptions options)
    {
        var supplied = request.Supplied.ToHashSet<Node>(ReferenceEqualityComparer.Instance);
        var roots = request.Outputs.Concat(request.Assignments.Select(static a => a.Value)).ToImmutableArray();
        var builder = new ScheduleBuilder(options, supplied, NodeOrder.Of(roots, supplied), roots, []);
        builder.LowerAll();
        var outputs = request.Outputs.Select(output => builder.OutputBuffer(output, request.Assignments)).ToImmutableArray();
        return builder.Finish(outputs, request.Assignments);
    }

    /// <summary>The schedule of a recurrence's body, whose outputs go to destinations chosen at run time.</summary>
    /// <param name="body">The body.</param>
    /// <param name="length">The number of turns.</param>
    /// <param name="options">What the schedule may do.</param>
    internal static BodySchedule BuildBody(ScanBody body, int length, SchedulingOptions options)
    {
        var (builder, outputs) = LowerBody(body, options);
        var packed = builder.TakeCapturePacks();
        var program = builder.Finish(outputs, []);
        if (options.Device is { } device && length > 1 && OperandsOf(body) <= device.MostOperands)
        {
            // Products by rows are for sequences that groups share; what a single group computes, as the one row of a single sequence, it computes as sums.
            foreach (var way in (SchedulingOptions[])[options with { CutsSums = false }, options with { CutsSums = false, FindContractions = false, HasDeviceProducts = false }])
            {
                var (turns, results) = LowerBody(body, way);
                if (turns.PlanTurns(body) is { } plan && plan.Time <= program.Kernels.Length * TurnLaunches.LaunchTime)
                    return new BodySchedule(turns.FinishInOneLaunch(plan, results), body, []) { IsOneLaunch = true };
            }
        }

        return new BodySchedule(program, body with { Captures = body.Captures.AddRange(packed.Select(static pack => pack.Input)) }, packed)
        {
            IsOneLaunch = options is { Launch: true, Device: null } && length > 1 && IndependentChunks.Of(program, body),
        };
    }

    // Initial and final values of what is carried, and memory for what lies between.
    private static int OperandsOf(ScanBody body) => (2 * body.Carries.Length) + body.Sequences.Length + body.Captures.Length + body.Outputs.Length + 1;

    private static (ScheduleBuilder Builder, ImmutableArray<TensorBuffer> Outputs) LowerBody(ScanBody body, SchedulingOptions options)
    {
        var roots = body.CarryResults.AddRange(body.Outputs);
        var supplied = new HashSet<Node>(ReferenceEqualityComparer.Instance);
        var builder = new ScheduleBuilder(options, supplied, NodeOrder.Of(roots, supplied), roots, body.Captures);
        builder.LowerAll();
        var stackedCarries = new HashSet<int>();
        ImmutableArray<TensorBuffer> outputs =
        [
            .. body.CarryResults.Select(builder.DestinationBuffer).ToArray(),
            .. body.Outputs.Select(output => builder.StackedBuffer(output, body, stackedCarries)),
        ];
        return (builder, outputs);
    }

    /// <summary>The buffer type of a node whose sizes are known.</summary>
    internal static TensorBuffer CreateBuffer(string name, TensorType type) => new(name, type.Element, type.Shape.ToConstant());
}
