using System.Collections.Immutable;

namespace Dsl.Language.Compilation.Incremental;

/// <summary>Which statements share names, directly or through others: those have to be checked together, and nothing else matters to them.</summary>
internal static class StatementGroups
{
    /// <summary>The group of each statement, by the number of one of its members.</summary>
    /// <param name="statements">The statements.</param>
    /// <param name="reaches">What each can come to.</param>
    public static ImmutableArray<int> Of(ImmutableArray<CheckedStatement> statements, ImmutableArray<StatementReach> reaches)
    {
        var leaders = new int[statements.Length];
        for (var i = 0; i < leaders.Length; i++)
            leaders[i] = i;
        var byName = new Dictionary<string, int>();
        var ownsWeights = -1;
        for (var i = 0; i < leaders.Length; i++)
        {
            if (statements[i].IsDeclaration || statements[i].IsImport)
                continue;
            foreach (var name in reaches[i].Names)
            {
                if (!byName.TryAdd(name, i))
                    Unite(leaders, byName[name], i);
            }

            if (!statements[i].OwnsWeights)
                continue;
            if (ownsWeights >= 0)
                Unite(leaders, ownsWeights, i);
            ownsWeights = i;
        }

        var groups = ImmutableArray.CreateBuilder<int>(leaders.Length);
        for (var i = 0; i < leaders.Length; i++)
            groups.Add(Leader(leaders, i));
        return groups.MoveToImmutable();
    }

    private static void Unite(int[] leaders, int left, int right)
    {
        left = Leader(leaders, left);
        right = Leader(leaders, right);
        leaders[Math.Max(left, right)] = Math.Min(left, right);
    }

    private static int Leader(int[] leaders, int member)
    {
        while (leaders[member] != member)
        {
            leaders[member] = leaders[leaders[member]];
            member = leaders[member];
        }

        return member;
    }
}
