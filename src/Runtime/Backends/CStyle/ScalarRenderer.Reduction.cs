using System.Globalization;
using Dsl.Language.Lowering;
using Dsl.Runtime.Scheduling;

namespace Dsl.Runtime.Backends.CStyle;

/// <summary>Reductions, by one item or by several together.</summary>
internal sealed partial class ScalarRenderer
{
    private string Reduce(ReduceScalar reduce)
    {
        if (reduce.Kind is ReductionKind.ArgMaximum or ReductionKind.ArgMinimum)
            return ReduceToIndex(reduce);
        var type = CType.Of(reduce.Element);
        var name = NewName();
        scope.Line($"{type.Computed} {name} = {ScalarOperations.Neutral(reduce.Kind, reduce.Element)};");
        var lanes = SharingOf();
        Turns(reduce, lanes, _ =>
        {
            var value = Value(reduce.Body);
            scope.Line($"{name} = {ScalarOperations.Combine(reduce.Kind, reduce.Element, name, value)};");
        });
        lanes?.Combine(scope, type, name, (total, value) => ScalarOperations.Combine(reduce.Kind, reduce.Element, total, value));
        return name;
    }

    // The first position of the extreme value; where no value is greater than the start, the position is 0.
    private string ReduceToIndex(ReduceScalar reduce)
    {
        var isMaximum = reduce.Kind == ReductionKind.ArgMaximum;
        var element = reduce.Body.Element;
        var (best, name, position) = (NewName(), NewName(), NewName());
        var neutral = ScalarOperations.Neutral(isMaximum ? ReductionKind.Maximum : ReductionKind.Minimum, element);
        scope.Line($"{CType.Of(element).Computed} {best} = {neutral};");
        scope.Line($"i64 {name} = 0;");
        var lanes = SharingOf();
        if (lanes is null)
            scope.Line($"i64 {position} = 0;");
        Turns(reduce, lanes, turn =>
        {
            var value = Value(reduce.Body);
            scope.Line($"if ({value} {(isMaximum ? ">" : "<")} {best}) {{ {best} = {value}; {name} = {turn ?? position}; }}");
            if (turn is null)
                scope.Line($"{position}++;");
        });
        lanes?.CombineIndices(scope, CType.Of(element), best, name, isMaximum);
        return name;
    }

    /// <summary>The items that share a reduction at this place: none where not all of them come by. One reduction after the other takes another part of the memory.</summary>
    private LaneGroup? SharingOf() =>
        scope.IsConditional || Lanes is null ? null : Lanes with { Exchange = (Lanes.Exchange + exchanges++) % LaneGroup.Exchanges };

    /// <summary>Writes the loop over a reduction's turns: all of them, or those of this lane.</summary>
    private void Turns(ReduceScalar reduce, LaneGroup? lanes, Action<string?> body)
    {
        if (lanes is null)
        {
            Loops(reduce.Variables.AsSpan(), () => body(null));
            return;
        }

        // All lanes take the same number of turns: the last one may find nothing left.
        var (round, turn) = (NewName(), NewName());
        var turns = ReductionShape.TurnsOf(reduce);
        var rounds = (turns + lanes.Lanes - 1) / lanes.Lanes;
        Within(reduce.Variables, false, string.Create(CultureInfo.InvariantCulture, $"for (int {round} = 0; {round} < {rounds}; {round}++)"), () =>
        {
            scope.Line(string.Create(CultureInfo.InvariantCulture, $"const int {turn} = {round} * {lanes.Lanes} + {LaneGroup.Lane};"));
            if (turns % lanes.Lanes == 0)
                Write();
            else
                Within([], true, string.Create(CultureInfo.InvariantCulture, $"if ({turn} < {turns})"), Write);
        });

        void Write()
        {
            Counters(reduce.Variables.AsSpan(), turn);
            body(turn);
        }
    }
}
