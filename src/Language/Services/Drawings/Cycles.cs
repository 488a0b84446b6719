namespace Dsl.Language.Services.Drawings;

/// <summary>Finds what lies on common cycles of a graph (Tarjan's strongly connected components, without recursion).</summary>
internal static class Cycles
{
    /// <summary>For each vertex the number of its component; two vertices have the same one if each is reached from the other.</summary>
    public static int[] Find(int count, IEnumerable<(int From, int To)> arrows)
    {
        var targets = arrows.ToLookup(static arrow => arrow.From, static arrow => arrow.To);
        var found = new int[count];
        var lowest = new int[count];
        var component = new int[count];
        Array.Fill(component, -1);
        var open = new Stack<int>();
        var (time, components) = (0, 0);
        for (var start = 0; start < count; start++)
        {
            if (found[start] != 0)
                continue;
            var walk = new Stack<(int Vertex, IEnumerator<int> Targets)>();
            Enter(start);
            while (walk.TryPeek(out var top))
            {
                if (top.Targets.MoveNext())
                {
                    var target = top.Targets.Current;
                    if (found[target] == 0)
                        Enter(target);
                    else if (component[target] < 0)
                        lowest[top.Vertex] = Math.Min(lowest[top.Vertex], found[target]);
                    continue;
                }

                walk.Pop();
                if (walk.TryPeek(out var around))
                    lowest[around.Vertex] = Math.Min(lowest[around.Vertex], lowest[top.Vertex]);
                if (lowest[top.Vertex] == found[top.Vertex])
                    Close(top.Vertex);
            }

            void Enter(int vertex)
            {
                found[vertex] = lowest[vertex] = ++time;
                open.Push(vertex);
                walk.Push((vertex, targets[vertex].GetEnumerator()));
            }
        }

        return component;

        void Close(int root)
        {
            int vertex;
            do
            {
                vertex = open.Pop();
                component[vertex] = components;
            }
            while (vertex != root);
            components++;
        }
    }
}
