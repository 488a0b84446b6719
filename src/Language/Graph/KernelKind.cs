namespace Dsl.Language.Graph;

/// <summary>Computations that are not a plain element-by-element expression.</summary>
public enum KernelKind
{
    /// <summary>An input, variable, or literal: its buffer is given.</summary>
    Source,

    /// <summary>Rows of the second input added into a table of zeros at the places the first input names.</summary>
    ScatterAdd,

    /// <summary>A recurrence over one dimension; its results are picked by scan_result.</summary>
    Scan,

    /// <summary>Picks one result of a scan; no computation.</summary>
    ScanResult,

    /// <summary>Solution of linear systems, by LU with partial pivoting.</summary>
    Solve,

    /// <summary>The order that sorts the last axis.</summary>
    ArgSort,

    /// <summary>One position of an axis replaced; where the old values are not needed any more, only that position is written.</summary>
    WriteAt,

    /// <summary>A matrix as 8-bit whole numbers, eight in each int.</summary>
    Quantize,

    /// <summary>Rows times such a matrix.</summary>
    QuantizedProduct,
}
