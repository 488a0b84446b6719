using System.Collections.Immutable;
using Dsl.Language.Binding.Values;
using Dsl.Language.Text;

namespace Dsl.Language.Compilation.Incremental;

/// <summary>What checking a statement found, where nothing is wrong with it.</summary>
/// <param name="Version">The version of the text in which it was checked.</param>
/// <param name="Reach">What it depends on.</param>
/// <param name="Group">The statements that were checked together with it, because they share names; null for a declaration.</param>
/// <param name="Values">What was seen at places: each in a statement, from its start.</param>
/// <param name="Bound">The names that it bound, where in it they were bound, and something of the same type.</param>
/// <param name="Spent">How much was evaluated.</param>
/// <param name="Nodes">How many nodes were made.</param>
/// <param name="Files">What was asked about files.</param>
internal sealed record StatementFindings(
    ScriptVersion Version, StatementReach Reach, StatementGroup? Group, ImmutableArray<SeenPart> Values,
    ImmutableArray<(string Name, TextSpan? Site, Value StandIn)> Bound, int Spent, int Nodes, FileAnswers Files);
