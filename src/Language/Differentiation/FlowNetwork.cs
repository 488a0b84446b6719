namespace Dsl.Language.Differentiation;

/// <summary>
/// A directed network with capacities, for its minimum cut (Ford, Fulkerson, "Maximal flow through a network", 1956), found by blocking flows (Dinic, 1970).
/// </summary>
internal sealed class FlowNetwork
{
    /// <summary>The capacity of what may not be cut.</summary>
    public const long Unlimited = 1L << 50;

    private readonly List<int>[] leaving;
    private readonly List<(int To, long Free)> edges = [];
    private readonly int[] distance;
    private readonly int[] next;

    public FlowNetwork(int vertices)
    {
        leaving = new List<int>[vertices];
        for (var vertex = 0; vertex < vertices; vertex++)
            leaving[vertex] = [];
        distance = new int[vertices];
        next = new int[vertices];
    }

    public void Connect(int from, int to, long capacity)
    {
        if (capacity <= 0)
            return;
        leaving[from].Add(edges.Count);
        edges.Add((to, Math.Min(capacity, Unlimited)));
        leaving[to].Add(edges.Count);
        edges.Add((from, 0));
    }

    /// <summary>For each vertex, whether the cheapest cut that parts source from sink leaves it with the source; of several such cuts the one nearest to the source.</summary>
    public bool[] SourceSide(int source, int sink)
    {
        while (Measure(source, sink))
        {
            Array.Clear(next);
            while (Push(source, sink))
            {
            }
        }

        return [.. distance.Select(static length => length >= 0)];
    }

    // Breadth-first distances along what still has room; the sink's tells whether anything can flow.
    private bool Measure(int source, int sink)
    {
        Array.Fill(distance, -1);
        distance[source] = 0;
        var waiting = new Queue<int>();
        waiting.Enqueue(source);
        while (waiting.TryDequeue(out var vertex))
        {
            foreach (var edge in leaving[vertex])
            {
                var (to, free) = edges[edge];
                if (free == 0 || distance[to] >= 0)
                    continue;
                distance[to] = distance[vertex] + 1;
                waiting.Enqueue(to);
            }
        }

        return distance[sink] >= 0;
    }

    // Finds one shortest path and fills it; a vertex from which the sink cannot be reached is not tried again.
    private bool Push(int source, int sink)
    {
        var path = new Stack<int>();
        var vertex = source;
        while (vertex != sink)
        {
            if (next[vertex] == leaving[vertex].Count)
            {
                if (!path.TryPop(out var back))
                    return false;
                vertex = edges[back ^ 1].To;
                next[vertex]++;
                continue;
            }

            var edge = leaving[vertex][next[vertex]];
            var (to, free) = edges[edge];
            if (free == 0 || distance[to] != distance[vertex] + 1)
            {
                next[vertex]++;
                continue;
            }

            path.Push(edge);
            vertex = to;
        }

        var flow = path.Min(edge => edges[edge].Free);
        foreach (var edge in path)
        {
            edges[edge] = edges[edge] with { Free = edges[edge].Free - flow };
            edges[edge ^ 1] = edges[edge ^ 1] with { Free = edges[edge ^ 1].Free + flow };
        }

        return true;
    }
}
