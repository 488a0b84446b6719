using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Text;
using Dsl.Language.Types;
using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Training;

/// <summary>
/// Finds where a number that is not finite came from: the graph is run once more, with a code for every value instead of the values, and the search walks from the
/// bad result to a bad operand, until all operands are sound. Variables and inputs must be what they were.
/// </summary>
internal sealed class NonFiniteSearch(IBackend backend, ExecutionEnvironment environment, SourceLocation location, IReadOnlyDictionary<DimensionSymbol, Dimension> sizes)
{
    private readonly Dictionary<Node, int> found = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Node, int> positions = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<Node> holdsInfiniteLiteral = new(ReferenceEqualityComparer.Instance);

    /// <summary>Whether the graph could be run, so that finding nothing means that all roots are finite.</summary>
    public bool HasLooked { get; private set; }

    /// <summary>The origin of the first root that is not finite, or null where all are, or where the graph cannot be run.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public NonFiniteOrigin? Find(ImmutableArray<Node> roots, CancellationToken cancellation)
    {
        var traced = new TracedGraph(roots);
        using var computation = new Computation(backend, environment, location, traced.Outputs, [], sizes);
        if (computation.Run(cancellation) is not null)
            return null;
        HasLooked = true;
        for (var i = 0; i < traced.Values.Count; i++)
        {
            found.Add(traced.Values[i], (int)computation.Output(i).GetDouble(0));
            positions.Add(traced.Values[i], i);
        }

        NoteInfiniteLiterals(roots);
        var current = Worst(roots);
        while (current is not null)
        {
            if (current.Operator == SourceOperators.ScanResult)
            {
                var (origin, outside) = InTurns(traced, computation, current.Inputs[0]);
                if (origin is not null)
                    return origin;
                if (outside is null || Worst([outside]) is not { } before)
                    return new NonFiniteOrigin(current, found[current] == 2, null, 0);
                current = before;
                continue;
            }

            if (Worst(current.Inputs) is not { } operand)
                return new NonFiniteOrigin(current, found[current] == 2, null, 0);
            current = operand;
        }

        return null;
    }

    // Of the bad values that these are or arrange: NaN before infinity, then the one computed first.
    private Node? Worst(IEnumerable<Node> nodes)
    {
        Node? worst = null;
        var pending = new Stack<Node>(nodes);
        var seen = new HashSet<Node>(ReferenceEqualityComparer.Instance);
        while (pending.TryPop(out var node))
        {
            if (!seen.Add(node))
                continue;
            if (ValueCodes.OnlyArranges(node))
            {
                pending.Push(node.Inputs[0]);
                continue;
            }

            // An infinity that the script itself writes, such as a mask's, is no accident.
            var code = found.GetValueOrDefault(node);
            if (code == 0 || (code == 1 && holdsInfiniteLiteral.Contains(node)))
                continue;
            if (worst is null || code > found[worst] || (code == found[worst] && positions[node] < positions[worst]))
                worst = node;
        }

        return worst;
    }

    private void NoteInfiniteLiterals(ImmutableArray<Node> roots)
    {
        foreach (var node in GraphTraversal.TopologicalOrder(roots))
        {
            if ((node.Attributes is ConstantAttributes constant && constant.Values.Any(static v => !double.IsFinite(v))) || node.Inputs.Any(holdsInfiniteLiteral.Contains))
                holdsInfiniteLiteral.Add(node);
            if (node.Attributes.InnerBody is { } body)
                NoteInfiniteLiterals([.. body.CarryResults, .. body.Outputs]);
        }
    }

    // In the first turn that has a bad value: the first operation with one whose operands in the turn are sound, or the value outside that the turn began with.
    private (NonFiniteOrigin? Origin, Node? Outside) InTurns(TracedGraph traced, Computation computation, Node scan)
    {
        var attributes = scan.AttributesAs<ScanAttributes>();
        var (values, firstOutput) = traced.TurnsOf(scan);
        if (values.IsEmpty)
            return (null, null);
        var length = (int)computation.Output(firstOutput).ElementCount;
        for (var turn = 0; turn < length; turn++)
        {
            var index = attributes.Reverse ? length - 1 - turn : turn;
            for (var i = 0; i < values.Length; i++)
            {
                var code = (int)computation.Output(firstOutput + i).GetDouble(index);
                if (code == 0 || (code == 1 && holdsInfiniteLiteral.Contains(values[i])))
                    continue;
                if (values[i].Attributes is not InputAttributes { Input: var input })
                    return (new NonFiniteOrigin(values[i], code == 2, scan, index), null);
                var body = attributes.Body;
                var place = body.Carries.IndexOf(input);
                if (place < 0)
                    place = body.Sequences.IndexOf(input) is >= 0 and var sequence ? body.Carries.Length + sequence : body.Carries.Length + body.Sequences.Length + body.Captures.IndexOf(input);
                return (null, scan.Inputs[place]);
            }
        }

        return (null, null);
    }
}
