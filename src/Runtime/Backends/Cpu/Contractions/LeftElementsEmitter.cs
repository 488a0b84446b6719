using System.Reflection.Emit;
using Dsl.Language.Types;

namespace Dsl.Runtime.Backends.Cpu.Contractions;

/// <summary>
/// Emits what the vectors of a step are multiplied by: an element of the left operand in all lanes. A tile of one vector's width loads an element for each multiply-add, and a vector beside,
/// which is more than the two loads that a processor does in a cycle beside two multiply-adds; so some of its rows get the elements of four steps by one load, and each of them by a permutation.
/// </summary>
internal sealed class LeftElementsEmitter(ILGenerator il, ContractionCode code, ContractionPlan plan, ElementType element)
{
    /// <summary>Steps whose elements come by one load.</summary>
    public const int Four = 4;

    private readonly Dictionary<int, LocalBuilder> fours = [];

    /// <summary>Whether tiles of such columns may read four steps at once: the elements of a row lie side by side.</summary>
    public bool ReadsFours(ColumnBlocks blocks) =>
        blocks is { Cells.Length: 1, Vector.LoadFour: not null } && plan.Reduced[^1] is { Step.Left: 1, Extent: { IsLiteral: true, Chunk: >= Four } };

    /// <summary>Loads the elements of four steps, the first of which is given, of those rows of a panel that read so.</summary>
    /// <param name="pointers">Where the tile begins.</param>
    /// <param name="at">The first of the steps.</param>
    /// <param name="panels">The rows.</param>
    /// <param name="vector">The register.</param>
    /// <param name="rows">Which rows read so.</param>
    public void LoadFours(ContractionPointers pointers, ContractionStep at, RowPanels panels, ContractionVector vector, RowsByFours rows)
    {
        for (var row = 0; row < panels.Cells.Length; row++)
        {
            if (!rows.Contains(row))
                continue;
            if (!fours.TryGetValue(row, out var local))
                fours.Add(row, local = il.DeclareLocal(vector.Type));
            il.Emit(OpCodes.Ldloc, pointers.Left);
            code.PushOffset(at.Left + panels.Cells[row].Left);
            il.Emit(OpCodes.Call, vector.LoadFour!);
            il.Emit(OpCodes.Stloc, local);
        }
    }

    /// <summary>Takes a row's element for one of the four steps that were loaded.</summary>
    /// <param name="row">The row.</param>
    /// <param name="step">Which of the four steps.</param>
    /// <param name="vector">The register.</param>
    /// <param name="destination">Gets the element in all lanes.</param>
    public void Pick(int row, int step, ContractionVector vector, LocalBuilder destination)
    {
        il.Emit(OpCodes.Ldloc, fours[row]);
        il.Emit(OpCodes.Ldc_I4, step * 0b01_01_01_01);
        il.Emit(OpCodes.Call, vector.PickOfFour!);
        il.Emit(OpCodes.Stloc, destination);
    }

    /// <summary>Loads one element into all lanes.</summary>
    public void Broadcast(LocalBuilder pointer, long offset, ContractionVector vector, LocalBuilder destination)
    {
        il.Emit(OpCodes.Ldloc, pointer);
        code.PushOffset(offset);
        il.Emit(element == ElementType.Float64 ? OpCodes.Ldind_R8 : OpCodes.Ldind_R4);
        if (!vector.IsScalar)
            il.Emit(OpCodes.Call, vector.Broadcast!);
        il.Emit(OpCodes.Stloc, destination);
    }
}
