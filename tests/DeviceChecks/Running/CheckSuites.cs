using System.Collections.Immutable;
using Dsl.DeviceChecks.Graphs;
using Dsl.Language.Graph;
using Dsl.Language.Precision;
using Dsl.Language.Types;

namespace Dsl.DeviceChecks.Running;

/// <summary>All checks, by suite.</summary>
internal static class CheckSuites
{
    public const string Operators = "operators";
    public const string Graphs = "graphs";
    public const string Launches = "launches";
    public const string Networks = "networks";
    public const string Products = "products";
    public const string Precision = "precision";

    private const int GraphsOfAKind = 12;
    private const int StoredGraphsOfAKind = 3;

    public static ImmutableArray<string> Names { get; } = [Operators, Graphs, Launches, Networks, Products, Precision];

    /// <summary>The checks of a suite; none when there is no such suite.</summary>
    public static ImmutableArray<DeviceCheck> Of(string suite) => suite switch
    {
        Operators => [.. OperatorGraphs.Names.Select(static name => new GraphCheck(Operators, name, new(() => OperatorGraphs.Of(name))))],
        Graphs => [.. RandomGraphs("f32", ElementType.Float32, 2e-5), .. RandomGraphs("f64", ElementType.Float64, 1e-9)],
        Launches =>
        [
            .. LaunchGraphs.Names.Select(static name => new GraphCheck(Launches, name, new(() => LaunchGraphs.Of(name)))),
            .. AttentionGraphs.Names.Select(static name => new GraphCheck(Launches, name, new(() => AttentionGraphs.Of(name)))),
            .. TableGraphs.Names.Select(static name => new GraphCheck(Launches, name, new(() => TableGraphs.Of(name)))),
            .. AttentionGraphs.MatrixNames.Select(static name => new EmulatedGraphCheck(Launches, $"{name}, by tensor cores", new(() => AttentionGraphs.OfMatrices(name)))),
            .. AttentionGraphs.TallNames.Select(static name => new EmulatedGraphCheck(Launches, $"{name}, by tensor cores with 32 lines of a warp", new(() => AttentionGraphs.OfMatrices(name))) { HasFormsOfLargeOnes = true }),
            .. RecurrenceGraphs.Names.Select(static name => new GraphCheck(Launches, name, new(() => RecurrenceGraphs.Of(name)))),
            .. RecurrenceGraphs.GradientNames.Select(static name => new GraphCheck(Launches, name, new(() => RecurrenceGraphs.GradientsOf(name)))),
            .. SumGraphs.Names.Select(static name => new GraphCheck(Launches, name, new(() => SumGraphs.Of(name)))),
        ],
        Networks =>
        [
            new ScriptCheck(Networks, "perceptron", 1e-4),
            new ScriptCheck(Networks, "convolution", 1e-3),
            new ScriptCheck(Networks, "normalization", 1e-3),
            new ScriptCheck(Networks, "recurrence", 1e-3),
            new ScriptCheck(Networks, "attention", 1e-3),
        ],
        Products => ProductChecks.Of(Products),
        Precision =>
        [
            .. from wide in (ElementType[])[ElementType.Float32, ElementType.Float64]
               from narrow in (ElementType[])[ElementType.Float16, ElementType.BFloat16]
               select new ConversionCheck(Precision, $"{wide.Name()} to {narrow.Name()}", wide, narrow),
            .. StoredGraphs(ElementType.Float16), .. StoredGraphs(ElementType.BFloat16),
            new ScriptCheck(Precision, "half_steps_left_out", 1e-3) { KeepsSixteenBits = true },
            new ScriptCheck(Precision, "half_convolution", 1e-3) { KeepsSixteenBits = true },
            new ScriptCheck(Precision, "half_strides", 1e-3) { KeepsSixteenBits = true },
            new ScriptCheck(Precision, "half_accumulated", 1e-3) { KeepsSixteenBits = true },
            new ScriptCheck(Precision, "half_attention", 1e-3) { KeepsSixteenBits = true },
            new ScriptCheck(Precision, "brain_recurrence", 1e-2) { KeepsSixteenBits = true },
        ],
        _ => [],
    };

    private static IEnumerable<DeviceCheck> RandomGraphs(string kind, ElementType element, double tolerance) =>
        from seed in Enumerable.Range(1, GraphsOfAKind)
        select new GraphCheck(Graphs, $"{kind} {seed}", new(() => [Random(seed, element, tolerance)]));

    // A value beside the middle of two numbers of 16 bits may go to the other one, where one device fuses a product into a sum and another does not.
    private static IEnumerable<DeviceCheck> StoredGraphs(ElementType storage) =>
        from seed in Enumerable.Range(1, StoredGraphsOfAKind)
        let graph = new RandomGraph(seed, ElementType.Float32)
        select new GraphCheck(
            Precision, $"stored as {storage.Name()} {seed}",
            new(() => [new CheckedGraph($"graph {seed}", StoragePrecision.Apply(new GraphBuilder(), graph.Outputs, storage), graph.Inputs, Closeness.Tolerance(storage)) { KeepsSixteenBits = true }]));

    private static CheckedGraph Random(int seed, ElementType element, double tolerance)
    {
        var graph = new RandomGraph(seed, element);
        return new CheckedGraph($"graph {seed}", graph.Outputs, graph.Inputs, tolerance);
    }
}
