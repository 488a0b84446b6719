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
        var pieces = LanePieces.Find(reduce, lanes, kernel.IsOutside);
        var (width, round, turn) = (pieces?.Width ?? 1, NewName(), NewName());
        var turns = ReductionShape.TurnsOf(reduce);
        var together = lanes.Lanes * width;
        Within(reduce.Variables, false, string.Create(CultureInfo.InvariantCulture, $"for (int {round} = 0; {round} < {(turns + together - 1) / together}; {round}++)"), () =>
        {
            scope.Line(string.Create(CultureInfo.InvariantCulture, $"const int {turn} = {round} * {together} + {LaneGroup.Lane}{(width == 1 ? "" : $" * {width}")};"));
            if (turns % together == 0)
                Write();
            else
                Within([], true, string.Create(CultureInfo.InvariantCulture, $"if ({turn} < {turns})"), Write);
        });

        void Write()
        {
            if (pieces is null)
                WriteTurn(turn);
            else
                WritePieces(reduce, pieces, turn, WriteTurn);
        }

        void WriteTurn(string turn)
        {
            Counters(reduce.Variables.AsSpan(), turn);
            body(turn);
        }
    }

    // Buffers may begin where no multiple of 16 bytes is, as slices of sequences do: then elements are read one by one, in the same order.
    private void WritePieces(ReduceScalar reduce, LanePieces pieces, string first, Action<string> writeTurn)
    {
        foreach (var load in pieces.Loads)
        {
            var values = NewName();
            scope.Line(string.Create(CultureInfo.InvariantCulture, $"float {values}[{pieces.Width}];"));
            Within(reduce.Variables, true, string.Empty, () =>
            {
                Counters(reduce.Variables.AsSpan(), first);
                var position = Declare(kernel.PositionType, Position(load.Buffer.Shape, load.Indices));
                Within([], true, $"if ({kernel.IsAligned(load.Buffer)})", () =>
                    scope.Line(VectorAccess.Piece(load.Buffer.Element, "READ", values, $"{kernel.Pointer(load.Buffer)} + {position}", pieces.Width)));
                scope.Line(string.Create(CultureInfo.InvariantCulture, $"else NN_UNROLL for (int j = 0; j < {pieces.Width}; j++) {values}[j] = {kernel.Load(load.Buffer, $"{position} + j")};"));
            });
            fetched.Add(load, $"{values}[j]");
        }

        Within(reduce.Variables, false, string.Create(CultureInfo.InvariantCulture, $"NN_UNROLL for (int j = 0; j < {pieces.Width}; j++)"), () =>
        {
            var turn = NewName();
            scope.Line($"const int {turn} = {first} + j;");
            writeTurn(turn);
        });
        foreach (var load in pieces.Loads)
            fetched.Remove(load);
    }
}
