using System.Globalization;

namespace Dsl.Runtime.Backends.CStyle;

/// <summary>
/// Items that compute one element together: each reduces its part, then all put the parts together, in an order that depends on nothing but their number. Every item of the
/// group must come by, with the same number of turns.
/// </summary>
/// <param name="Lanes">How many, a power of two.</param>
/// <param name="Items">Items of the group.</param>
/// <param name="AreNeighbours">Whether they follow one another; else items that follow one another compute different elements.</param>
/// <param name="Exchange">Which part of the memory they use: where neighbours in the text use different parts, nobody waits for readers.</param>
internal sealed record LaneGroup(int Lanes, int Items, bool AreNeighbours, int Exchange)
{
    /// <summary>Parts of the memory for values and positions.</summary>
    public const int Exchanges = 2;

    /// <summary>The name of an item's number among those that share its element.</summary>
    public const string Lane = "lane";

    /// <summary>The name of the number of an item's element in a round.</summary>
    public const string Which = "which";

    /// <summary>The name of the memory for values.</summary>
    public const string Values = "shared_values";

    /// <summary>The name of the memory for positions.</summary>
    public const string Places = "shared_places";

    private const int Warp = 32;
    private const int MostAtOnce = 16;

    /// <summary>Elements that the group computes at the same time.</summary>
    public int Elements => Items / Lanes;

    /// <summary>Declares <see cref="Lane"/> and <see cref="Which"/>.</summary>
    public string Declaration => AreNeighbours
        ? string.Create(CultureInfo.InvariantCulture, $"const int {Lane} = NN_ITEM % {Lanes}, {Which} = NN_ITEM / {Lanes};")
        : string.Create(CultureInfo.InvariantCulture, $"const int {Lane} = NN_ITEM / {Elements}, {Which} = NN_ITEM % {Elements};");

    // The item that has the lane 0 of the same element.
    private string First => AreNeighbours ? $"(NN_ITEM - {Lane})" : Which;

    /// <summary>Replaces each item's value by that of all items that share its element.</summary>
    public void Combine(RenderScope scope, CType type, string name, Func<string, string, string> combine)
    {
        var memory = Memory(type);
        if (AreNeighbours)
        {
            scope.Line("#if NN_SHUFFLES");
            Shuffle(scope, type, memory, name, combine);
            scope.Line("#else");
        }

        scope.Line($"{memory}[NN_ITEM] = {name};");
        scope.Line("NN_BARRIER;");
        Gather(scope, other => $"{name} = {combine(name, $"{memory}[{other}]")};", $"{name} = {memory}[", $"{memory}[NN_ITEM] = {name};");
        if (AreNeighbours)
            scope.Line("#endif");
    }

    /// <summary>Replaces each item's extreme value and its position by those of all items that share its element; of equal values the first counts.</summary>
    public void CombineIndices(RenderScope scope, CType type, string best, string position, bool isMaximum)
    {
        var (memory, places) = (Memory(type), string.Create(CultureInfo.InvariantCulture, $"({Places} + {Exchange * Items})"));
        var store = $"{memory}[NN_ITEM] = {best}; {places}[NN_ITEM] = {position};";
        scope.Line(store);
        scope.Line("NN_BARRIER;");
        Gather(
            scope,
            other =>
            {
                var isBetter = $"{memory}[{other}] {(isMaximum ? ">" : "<")} {best} || ({memory}[{other}] == {best} && {places}[{other}] < {position})";
                return $"if ({isBetter}) {{ {best} = {memory}[{other}]; {position} = {places}[{other}]; }}";
            },
            null,
            store);
    }

    private string Memory(CType type) => string.Create(CultureInfo.InvariantCulture, $"((NN_LOCAL {type.Computed}*)({Values} + {Exchange * Items}))");

    // Of many parts, some lanes put together some each, before all lanes put those together.
    private void Gather(RenderScope scope, Func<string, string> combine, string? start, string store)
    {
        var few = Math.Min(Lanes, MostAtOnce);
        if (Lanes > few)
        {
            scope.Line(string.Create(CultureInfo.InvariantCulture, $"if ({Lane} < {few}) {{"));
            scope.Line(string.Create(CultureInfo.InvariantCulture, $"  for (int part = {few}; part < {Lanes}; part += {few}) {{ {combine(Item("part"))} }}"));
            scope.Line($"  {store}");
            scope.Line("}");
            scope.Line("NN_BARRIER;");
        }

        if (start is not null)
            scope.Line($"{start}{First}];");
        scope.Line(string.Create(CultureInfo.InvariantCulture, $"for (int part = {(start is null ? 0 : 1)}; part < {few}; part++) {{ {combine(FirstAnd("part"))} }}"));
    }

    private string Item(string lanes) => AreNeighbours ? $"NN_ITEM + {lanes}" : string.Create(CultureInfo.InvariantCulture, $"NN_ITEM + {lanes} * {Elements}");

    private string FirstAnd(string lanes) => AreNeighbours ? $"{First} + {lanes}" : string.Create(CultureInfo.InvariantCulture, $"{First} + {lanes} * {Elements}");

    // Within a warp values pass from register to register; only what warps have found goes through memory.
    private void Shuffle(RenderScope scope, CType type, string memory, string name, Func<string, string, string> combine)
    {
        var suffix = type.Computed == "int" ? "i32" : type.Suffix;
        for (var mask = Math.Min(Lanes, Warp) / 2; mask > 0; mask /= 2)
            Swap(mask);
        if (Lanes <= Warp)
            return;
        scope.Line(string.Create(CultureInfo.InvariantCulture, $"if (NN_ITEM % {Warp} == 0) {memory}[NN_ITEM / {Warp}] = {name};"));
        scope.Line("NN_BARRIER;");
        scope.Line(string.Create(CultureInfo.InvariantCulture, $"{name} = {memory}[NN_ITEM / {Lanes} * {Lanes / Warp} + NN_ITEM % {Lanes / Warp}];"));
        for (var mask = Lanes / Warp / 2; mask > 0; mask /= 2)
            Swap(mask);

        void Swap(int mask) =>
            scope.Line($"{name} = {combine(name, string.Create(CultureInfo.InvariantCulture, $"nn_shuffle_{suffix}({name}, {mask})"))};");
    }
}
