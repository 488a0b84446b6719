using System.Collections.Immutable;
using System.Globalization;
using Dsl.Language.Graph;
using Dsl.Runtime.Backends.Devices;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Optimization;
using Dsl.Runtime.Scheduling;

namespace Dsl.Runtime.Reports;

/// <summary>Every stage of a compilation that can be looked at, in order.</summary>
public static class CompilationStages
{
    /// <summary>The graph as asked for, after each pass, and the schedule.</summary>
    public static ImmutableArray<CompilationStage> All { get; } =
    [
        new("graph", "the values asked for, as the script has them", static request => GraphPrinter.Print(request.Outputs)),
        new("gradient", "the same with the new values of weights: derivatives and optimizer", static request => PrintAll(request)),
        .. PassPipeline.Passes.Select(static (pass, i) => new CompilationStage(NameOf(i), pass.Summary, request => AfterPass(request, i))),
        new("schedule", "launches with their fused kernels, and where every buffer lies",
            static request => SchedulePrinter.Print(Scheduler.Build(PassPipeline.Run(request), SchedulingOptions.Optimizing))),
        new("opencl", "kernels as a device without tensor cores is given them, in OpenCL C", DeviceListing.OfOpenCl),
        new("cuda", "kernels as a device with tensor cores is given them, in CUDA C", DeviceListing.OfCuda),
    ];

    /// <summary>The stage of that name; null when there is none.</summary>
    public static CompilationStage? Find(string name) => All.FirstOrDefault(stage => stage.Name == name);

    private static string PrintAll(CompileRequest request) =>
        GraphPrinter.Print(request.Outputs.AddRange(request.Assignments.Select(static assignment => assignment.Value)));

    private static string AfterPass(CompileRequest request, int position)
    {
        var passed = 0;
        var text = string.Empty;
        PassPipeline.Run(request, (_, roots) =>
        {
            if (passed++ == position)
                text = GraphPrinter.Print(roots);
        });
        return text;
    }

    // A pass that runs a second time is another stage.
    private static string NameOf(int position)
    {
        var name = PassPipeline.Passes[position].Name;
        var before = PassPipeline.Passes.Take(position).Count(pass => pass.Name == name);
        return before == 0 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}-{before + 1}");
    }
}
