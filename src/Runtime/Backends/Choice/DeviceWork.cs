using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Optimization;

namespace Dsl.Runtime.Backends.Choice;

/// <summary>How much one run of a request is for a device, before anybody has scheduled it.</summary>
/// <param name="Operations">Floating-point operations.</param>
/// <param name="Launches">About how many launches: two for each product and a few besides, in each turn of a recurrence too.</param>
internal readonly record struct DeviceWork(double Operations, double Launches)
{
    private const double LaunchesOfProduct = 2;
    private const double OtherLaunches = 3;

    /// <summary>The work of a request.</summary>
    public static DeviceWork Of(CompileRequest request) => Of([.. request.Outputs, .. request.Assignments.Select(static assignment => assignment.Value)]);

    private static DeviceWork Of(IEnumerable<Node> roots)
    {
        var seen = new HashSet<Node>();
        var pending = new Stack<Node>(roots);
        var (operations, launches) = (0.0, OtherLaunches);
        while (pending.TryPop(out var node))
        {
            if (!seen.Add(node))
                continue;
            operations += NodeCosts.Operations(node);
            launches += node.Operator == ContractionOperators.Contract || node.Operator == ContractionOperators.MatrixProduct ? LaunchesOfProduct : 0;
            if (node.Attributes is ScanAttributes { Body: var body, Length: var length })
                launches += (length.ConstantValue ?? 0) * Of([.. body.CarryResults, .. body.Outputs]).Launches;
            foreach (var input in node.Inputs)
                pending.Push(input);
        }

        return new DeviceWork(operations, launches);
    }
}
