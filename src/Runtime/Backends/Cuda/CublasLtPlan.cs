using Dsl.Language.Types;

namespace Dsl.Runtime.Backends.Cuda;

/// <summary>A product as cuBLASLt computes it: descriptions of the operation and of three matrices, and the algorithm that the library proposes. Sums are formed in 32 bits.</summary>
internal sealed unsafe class CublasLtPlan : IDisposable
{
    /// <summary>Bytes by which the first elements of all matrices must be aligned.</summary>
    public const int Alignment = 16;

    /// <summary>The library's number for sums in single precision.</summary>
    internal const int ComputeIn32Bits = 68;

    /// <summary>Its numbers for properties of an operation: whether the first matrix is turned, and the second.</summary>
    internal const int TurnFirst = 3;

    /// <inheritdoc cref="TurnFirst"/>
    internal const int TurnSecond = 4;

    /// <summary>Its numbers for properties of a layout: how many matrices, and how far they are apart.</summary>
    internal const int BatchCount = 5;

    /// <inheritdoc cref="BatchCount"/>
    internal const int BatchStride = 6;

    /// <summary>Its numbers for what an algorithm may need: memory, and the alignment of the first matrix to that of the last.</summary>
    internal const int MostWorkspace = 1;

    /// <inheritdoc cref="MostWorkspace"/>
    internal const int FirstAlignment = 5;

    /// <inheritdoc cref="MostWorkspace"/>
    internal const int LastAlignment = 8;

    private const int Turns = 1;
    private const int ResultBytes = 96;
    private const int AlgorithmBytes = 64;

    private readonly CublasLtLibrary library;
    private readonly nint handle;
    private readonly byte[] algorithm = new byte[ResultBytes];
    private readonly bool accumulate;
    private nint operation;
    private nint first;
    private nint second;
    private nint output;

    private CublasLtPlan(CublasLtLibrary library, nint handle, bool accumulate)
    {
        (this.library, this.handle, this.accumulate) = (library, handle, accumulate);
    }

    /// <summary>A plan; null where the library has none.</summary>
    /// <param name="library">The library.</param>
    /// <param name="handle">Its handle.</param>
    /// <param name="product">What is computed.</param>
    /// <param name="workspaceBytes">The memory that an algorithm may use.</param>
    public static CublasLtPlan? TryCreate(CublasLtLibrary library, nint handle, LibraryProduct product, long workspaceBytes)
    {
        var plan = new CublasLtPlan(library, handle, product.Accumulate);
        if (plan.Describe(product) && plan.Choose(workspaceBytes))
            return plan;
        plan.Dispose();
        return null;
    }

    /// <summary>Puts the product into the stream; gives the number of an error.</summary>
    public int Enqueue(ulong firstPlace, ulong secondPlace, ulong outputPlace, ulong workspace, long workspaceBytes, nint stream)
    {
        var (one, zero) = (1f, accumulate ? 1f : 0f);
        fixed (byte* chosen = algorithm)
        {
            return library.Multiply(
                handle, operation, &one, firstPlace, first, secondPlace, second, &zero, outputPlace, output, outputPlace, output, chosen, workspace, (nuint)workspaceBytes, stream);
        }
    }

    public void Dispose()
    {
        if (operation != 0)
            library.DestroyOperation(operation);
        foreach (var layout in (ReadOnlySpan<nint>)[first, second, output])
        {
            if (layout != 0)
                library.DestroyLayout(layout);
        }

        (operation, first, second, output) = (0, 0, 0, 0);
    }

    /// <summary>The library's number for a type of elements.</summary>
    internal static int NumberOf(ElementType element) => element switch
    {
        ElementType.Float16 => 2,
        ElementType.BFloat16 => 14,
        _ => 0,
    };

    private bool Describe(LibraryProduct product)
    {
        nint created;
        if (library.CreateOperation(&created, ComputeIn32Bits, NumberOf(ElementType.Float32)) != 0)
            return false;
        operation = created;
        var turned = Turns;
        if (product.First.IsTurned && library.SetOperation(operation, TurnFirst, &turned, sizeof(int)) != 0)
            return false;
        if (product.Second.IsTurned && library.SetOperation(operation, TurnSecond, &turned, sizeof(int)) != 0)
            return false;
        return (first = Layout(product.First, product.Operands, product.Batch)) != 0
            && (second = Layout(product.Second, product.Operands, product.Batch)) != 0
            && (output = Layout(product.Output, product.Result, product.Batch)) != 0;
    }

    private nint Layout(LibraryMatrix matrix, ElementType element, int batch)
    {
        nint layout;
        if (library.CreateLayout(&layout, NumberOf(element), (ulong)matrix.Rows, (ulong)matrix.Columns, matrix.Leading) != 0)
            return 0;
        var stride = matrix.BatchStride;
        if (batch == 1 || (library.SetLayout(layout, BatchCount, &batch, sizeof(int)) == 0 && library.SetLayout(layout, BatchStride, &stride, sizeof(long)) == 0))
            return layout;
        library.DestroyLayout(layout);
        return 0;
    }

    private bool Choose(long workspaceBytes)
    {
        nint preference;
        if (library.CreatePreference(&preference) != 0)
            return false;
        var bytes = (ulong)workspaceBytes;
        var isSet = library.SetPreference(preference, MostWorkspace, &bytes, sizeof(ulong)) == 0;
        var alignment = (uint)Alignment;
        for (var attribute = FirstAlignment; attribute <= LastAlignment; attribute++)
            isSet &= library.SetPreference(preference, attribute, &alignment, sizeof(uint)) == 0;
        var found = 0;
        var code = 1;
        if (isSet)
        {
            fixed (byte* result = algorithm)
            {
                code = library.Choose(handle, operation, first, second, output, output, preference, 1, result, &found);

                // After the algorithm come the bytes that it needs, and whether it works.
                code |= *(int*)(result + AlgorithmBytes + sizeof(ulong));
            }
        }

        library.DestroyPreference(preference);
        return code == 0 && found == 1;
    }
}
