using System.Globalization;
using Dsl.Language.Types;

namespace Dsl.Runtime.Backends.CStyle.Products;

/// <summary>
/// How the items of a group bring a piece of an operand, lines by depth, into the group's memory: first into registers, while the piece before is being multiplied,
/// then into memory. Neighbouring items read what lies side by side; pieces of four elements are one access where the operand's layout says that they may be.
/// </summary>
internal sealed class OperandFill
{
    private const int MostWidth = 4;

    private readonly ProductOperand operand;
    private readonly ProductTile tile;
    private readonly string index;
    private readonly CType type;
    private readonly int lines;

    public OperandFill(ProductOperand operand, ProductTile tile, int lines, string index)
    {
        (this.operand, this.tile, this.lines, this.index) = (operand, tile, lines, index);
        type = CType.Of(operand.Element);
        Width = type.Suffix == "f32" && (operand.IsDepthFirst ? tile.Depth : lines) >= MostWidth && operand.IsContiguousBy(MostWidth) ? MostWidth : 1;
    }

    /// <summary>Elements of one access.</summary>
    public int Width { get; }

    /// <summary>Accesses of an item.</summary>
    public int Turns => (Pieces + tile.Items - 1) / tile.Items;

    private int Pieces => lines * tile.Depth / Width;

    private bool IsDepthFirst => operand.IsDepthFirst;

    private string Name => $"{KernelText.FunctionName}_{operand.Name}";

    /// <summary>The functions: <c>_place</c> finds where an item's pieces begin, <c>_fetch</c> reads them, <c>_keep</c> puts them into the group's memory.</summary>
    public string Functions()
    {
        var source = $"NN_GLOBAL const {operand.Stored}* source";
        var extent = operand.Lines.Extent;
        var last = CType.Whole64(Math.Max(extent - (IsDepthFirst ? 1 : Width), 0));
        var check = Pieces % tile.Items == 0 ? string.Empty : string.Create(CultureInfo.InvariantCulture, $"if (piece < {Pieces}) ");
        var pieces = string.Create(CultureInfo.InvariantCulture, $"NN_UNROLL for (int turn = 0; turn < {Turns}; turn++) {{ const int piece = item + turn * {tile.Items};");
        return operand.Functions(index) + string.Create(CultureInfo.InvariantCulture, $$"""
            NN_FUNCTION void {{Name}}_place({{index}} start, {{index}} first, int item, {{index}}* places) {
              {{pieces}}
                const {{index}} line = first + {{Line}};
                places[turn] = start + {{Name}}_line(line < {{extent}} ? line : {{last}});
              }
            }
            NN_FUNCTION void {{Name}}_fetch({{source}}, const {{index}}* places, {{index}} deep, {{index}} depth, int item, int is_aligned, {{operand.Kept}}* values) {
              {{pieces}}
                const {{index}} k = deep + {{Deep}};
                {{check}}{{{Fetch()}}}
              }
            }
            NN_FUNCTION void {{Name}}_keep(NN_SHARED_POINTER {{operand.Kept}}* tile, int item, const {{operand.Kept}}* values) {
              {{pieces}}
                const int place = {{Deep}} * {{ProductTile.Pitch(lines)}} + {{Line}};
                {{check}}{{{Keep()}}}
              }
            }

            """);
    }

    private string Line => IsDepthFirst ? Quotient(tile.Depth / Width) : Remainder(lines / Width);

    private string Deep => IsDepthFirst ? Remainder(tile.Depth / Width) : Quotient(lines / Width);

    private static string Quotient(int divisor) => string.Create(CultureInfo.InvariantCulture, $"piece / {divisor}");

    private string Remainder(int divisor) => Width == 1
        ? string.Create(CultureInfo.InvariantCulture, $"piece % {divisor}")
        : string.Create(CultureInfo.InvariantCulture, $"piece % {divisor} * {Width}");

    private string Fetch()
    {
        var isWhole = operand.HasWholePieces(tile.Depth);
        var place = isWhole ? $"places[turn] + {Name}_depth(k)" : $"places[turn] + {Name}_depth(k < depth ? k : 0)";
        var zero = operand.IsHalf ? "(u16)0" : CType.Literal(0, operand.Element);
        if (Width == 1)
        {
            var value = operand.Place.HoldsCodes ? $"nn_from_code(source[{place}])" : operand.IsHalf ? $"source[{place}]" : CType.Load(operand.Element, "source", place);
            return isWhole ? $" values[turn] = {value}; " : $" const {operand.Kept} value = {value}; values[turn] = k < depth ? value : {zero}; ";
        }

        var four = operand.IsHalf
            ? $" const nn_u16x4 four = nn_fetch4_bits(source, {place}, is_aligned);"
            : $" const nn_f32x4 four = nn_fetch4_{(operand.Place.HoldsCodes ? "codes" : "f32")}(source, {place}, is_aligned);";
        var parts = new[] { "x", "y", "z", "w" }.Select((part, i) => isWhole
            ? string.Create(CultureInfo.InvariantCulture, $" values[4 * turn + {i}] = four.{part};")
            : string.Create(CultureInfo.InvariantCulture, $" values[4 * turn + {i}] = k < depth ? four.{part} : {zero};"));
        return four + string.Concat(parts) + " ";
    }

    private string Keep()
    {
        if (Width == 1)
            return " tile[place] = values[turn]; ";
        if (!IsDepthFirst)
            return $" NN_WRITE4{(operand.IsHalf ? "_BITS" : "")}(tile + place, values[4 * turn], values[4 * turn + 1], values[4 * turn + 2], values[4 * turn + 3]); ";
        return string.Concat(Enumerable.Range(0, Width).Select(i => string.Create(CultureInfo.InvariantCulture, $" tile[place + {i * ProductTile.Pitch(lines)}] = values[4 * turn + {i}];"))) + " ";
    }

    /// <summary>The end of the names of functions that read or write elements of a type four at a time.</summary>
    public static string Suffix(ElementType element) => element switch
    {
        ElementType.Float16 => "f16",
        ElementType.BFloat16 => "bf16",
        _ => "f32",
    };
}
