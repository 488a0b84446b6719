using Dsl.Language.Types;
using Dsl.Runtime.Backends.CStyle.Products;
using Dsl.Runtime.Kernels;
using Dsl.Runtime.Scheduling;
using Dsl.Runtime.Scheduling.Sweeps;
using static System.FormattableString;

namespace Dsl.Runtime.Backends.CStyle.Sweeps;

/// <summary>Products of any floats: 16 by 16 items, each with every sixteenth line and column. Every sum is one chain of multiply-adds in the order of the depth.</summary>
/// <param name="cut">How much a group takes at a time.</param>
/// <param name="columns">Columns of the product.</param>
/// <param name="element">The type of the result.</param>
internal sealed class ScalarSweepForm(SweepCut cut, int columns, ElementType element) : SweepForm(cut, columns)
{
    private const int Side = SweepMemory.Side;

    private readonly CType type = CType.Of(element);

    public override int Depth => SweepMemory.ScalarDepth;

    public override int PaddedColumns => SweepMemory.ColumnsOf(Columns, Cut, isOfMatrices: false);

    public override string Filled => string.Empty;

    private int ColumnsOfItem => PaddedColumns / Side;

    private int LinesOfItem => Cut.Lines / Side;

    public override string Line(string sum) => Invariant($"{sum} / {ColumnsOfItem} * {Side} + NN_ITEM / {Side}");

    public override string Column(string sum) => Invariant($"{sum} % {ColumnsOfItem} * {Side} + NN_ITEM % {Side}");

    public override IEnumerable<string> Fill(KernelText text, ProductOperand operand, SweepPiece piece)
    {
        var n = $"{KernelText.FunctionName}_{operand.Name}";
        var total = piece.Lines * Depth;
        var (line, deep) = operand.IsDepthFirst ? (Invariant($"piece / {Depth}"), Invariant($"piece % {Depth}")) : (Invariant($"piece % {piece.Lines}"), Invariant($"piece / {piece.Lines}"));
        var place = Invariant($"{CType.Whole64(operand.Place.Offset)} + {n}_batch(batch) + {n}_line({piece.FirstLine} + line) + {n}_depth({piece.FirstDepth} + k)");
        var check = total % DeviceTarget.Items == 0 ? string.Empty : Invariant($"piece < {total} && ");
        yield return Invariant($"for (int turn = 0; turn < {(total + DeviceTarget.Items - 1) / DeviceTarget.Items}; turn++) {{");
        yield return Invariant($"  const int piece = NN_ITEM + turn * {DeviceTarget.Items}, line = {line}, k = {deep};");
        yield return Invariant($"  {type.Computed} value = {CType.Literal(0, element)};");
        yield return Invariant($"  if ({check}{piece.FirstLine} + line < {piece.LineLimit} && {piece.FirstDepth} + k < {piece.DepthLimit}) value = {text.Load(operand.Place.Buffer, place)};");
        yield return Invariant($"  {(check.Length == 0 ? "" : Invariant($"if (piece < {total}) "))}{Memory(piece.IsRight)}[k * {PitchOf(piece.Lines)} + line] = value;");
        yield return "}";
    }

    public override IEnumerable<string> Multiply(SweepProduct product, (string Name, string Start)? table)
    {
        var sums = product.Sums;
        var (pitch, rightPitch) = (SweepMemory.Pitch(Cut.Width, product.Kernel.Left.Buffer.Element), PitchOf(PaddedColumns));
        var left = table is var (name, start)
            ? CType.LoadShared(product.Kernel.Left.Buffer.Element, name, Invariant($"(i * {Side} + NN_ITEM / {Side}) * {pitch} + {start} + k"))
            : Invariant($"{Memory(isRight: false)}[k * {PitchOf(Cut.Lines)} + i * {Side} + NN_ITEM / {Side}]");
        yield return Invariant($"NN_UNROLL_SOME for (int k = 0; k < {Depth}; k++) {{");
        yield return Invariant($"  {type.Computed} a[{LinesOfItem}], b[{ColumnsOfItem}];");
        yield return Invariant($"  NN_UNROLL for (int i = 0; i < {LinesOfItem}; i++) a[i] = {left};");
        yield return Invariant($"  NN_UNROLL for (int j = 0; j < {ColumnsOfItem}; j++) b[j] = {Memory(isRight: true)}[k * {rightPitch} + j * {Side} + NN_ITEM % {Side}];");
        yield return Invariant($"  NN_UNROLL for (int i = 0; i < {LinesOfItem}; i++)");
        yield return Invariant($"    NN_UNROLL for (int j = 0; j < {ColumnsOfItem}; j++) {sums}[i * {ColumnsOfItem} + j] = {TiledProductRenderer.MultiplyAdd(element, "a[i]", "b[j]", Invariant($"{sums}[i * {ColumnsOfItem} + j]"))};");
        yield return "}";
    }

    private int PitchOf(int lines) => SweepMemory.ScalarPitch(lines, TiledProductRenderer.BytesOf(element));

    // The piece of the lines, where there is one, comes behind that of the columns.
    private string Memory(bool isRight)
    {
        var bytes = TiledProductRenderer.BytesOf(element);
        return Invariant($"((NN_LOCAL {type.Computed}*){Pieces}{(isRight ? "" : Invariant($" + {SweepMemory.ScalarPieceBytes(PaddedColumns, bytes) / bytes}"))})");
    }
}
