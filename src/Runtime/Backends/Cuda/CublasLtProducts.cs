using Dsl.Language.Types;
using Dsl.Runtime.Backends.Devices;
using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Backends.Cuda;

/// <summary>
/// cuBLASLt on a device. Before it is used for the first time, small products whose results are whole numbers are computed by it and compared: where one is wrong, the
/// library is not used.
/// </summary>
internal sealed unsafe class CublasLtProducts : IDisposable
{
    /// <summary>Bytes of memory for the library's own use.</summary>
    public const long WorkspaceBytes = 32L << 20;

    private readonly CublasLtLibrary library;
    private readonly CudaContext context;
    private nint handle;
    private nint workspace;
    private bool? isTrusted;

    public CublasLtProducts(CublasLtLibrary library, CudaContext context)
    {
        (this.library, this.context) = (library, context);
    }

    /// <summary>What a choice between it and our own kernels depends on.</summary>
    public string Identity => $"cublasLt {library.Version}";

    /// <summary>A plan for a product; null where the library has none, or is not to be trusted.</summary>
    public CublasLtPlan? TryPlan(LibraryProduct product)
    {
        isTrusted ??= Start() && ElementChecks().All(Check);
        return isTrusted.Value ? CublasLtPlan.TryCreate(library, handle, product, WorkspaceBytes) : null;
    }

    /// <summary>Puts a product into the context's stream; gives the number of an error.</summary>
    public int Enqueue(CublasLtPlan plan, ulong first, ulong second, ulong output) =>
        plan.Enqueue(first, second, output, (ulong)workspace, WorkspaceBytes, context.Stream);

    public void Dispose()
    {
        // The context gives nothing back any more when it disposes of this.
        if (workspace != 0)
            context.Library.MemoryFree((ulong)workspace);
        if (handle != 0)
            library.Destroy(handle);
        (handle, workspace) = (0, 0);
    }

    private static IEnumerable<LibraryProduct> ElementChecks()
    {
        const int rows = 24, columns = 40, depth = 56;
        foreach (var element in (ElementType[])[ElementType.Float16, ElementType.BFloat16, ElementType.Float32])
        {
            for (var form = 0; form < 4; form++)
            {
                var (turnFirst, turnSecond) = ((form & 1) != 0, (form & 2) != 0);
                yield return new LibraryProduct(
                    element, element, 2,
                    new LibraryMatrix(0, turnFirst ? depth : columns, turnFirst ? columns : depth, turnFirst ? depth : columns, turnFirst, columns * depth),
                    new LibraryMatrix(0, turnSecond ? rows : depth, turnSecond ? depth : rows, turnSecond ? rows : depth, turnSecond, depth * rows),
                    new LibraryMatrix(0, columns, rows, columns, IsTurned: false, columns * rows),
                    Accumulate: form == 3, IsSwapped: false, 4.0 * rows * columns * depth);
            }
        }
    }

    private static double At(Tensor tensor, LibraryMatrix matrix, int batch, long row, long column) =>
        tensor.GetDouble((batch * matrix.BatchStride) + (matrix.IsTurned ? column + (row * matrix.Leading) : row + (column * matrix.Leading)));

    // Whole numbers from -2 to 2: every sum is exact in every type.
    private static Tensor Numbers(LibraryMatrix matrix, ElementType element, int batch, int seed)
    {
        var tensor = new Tensor(element, [(int)(matrix.Rows * matrix.Columns * batch)]);
        for (var i = 0L; i < tensor.ElementCount; i++)
            tensor.SetDouble(i, (((i * 7) + (i / 11 * 3) + seed) % 5) - 2);
        return tensor;
    }

    private bool Start()
    {
        context.Enter();
        nint created;
        if (library.Create(&created) != 0)
            return false;
        handle = created;
        return TryAllocate(WorkspaceBytes, out workspace);
    }

    // Whether a product gives the numbers that it should; where memory does not suffice to see, the library is not used.
    private bool Check(LibraryProduct product)
    {
        using var plan = CublasLtPlan.TryCreate(library, handle, product, WorkspaceBytes);
        if (plan is null)
            return false;
        using var first = Numbers(product.First, product.Operands, product.Batch, 1);
        using var second = Numbers(product.Second, product.Operands, product.Batch, 2);
        using var output = Numbers(product.Output, product.Result, product.Batch, 3);
        var before = output.ToDoubles();
        var places = new nint[3];
        try
        {
            foreach (var (tensor, i) in ((Tensor, int)[])[(first, 0), (second, 1), (output, 2)])
            {
                if (!TryAllocate(tensor.ByteCount, out places[i]))
                    return false;
                context.Write(places[i], 0, tensor.Address, tensor.ByteCount);
            }

            if (Enqueue(plan, (ulong)places[0], (ulong)places[1], (ulong)places[2]) != 0)
                return false;
            context.Read(places[2], 0, output.Address, output.ByteCount);
        }
        finally
        {
            foreach (var place in places)
                context.Free(place);
        }

        return IsRight(product, first, second, before, output);
    }

    private static bool IsRight(LibraryProduct product, Tensor first, Tensor second, double[] before, Tensor output)
    {
        var depth = product.First.IsTurned ? product.First.Rows : product.First.Columns;
        for (var batch = 0; batch < product.Batch; batch++)
        {
            for (var row = 0L; row < product.Output.Rows; row++)
            {
                for (var column = 0L; column < product.Output.Columns; column++)
                {
                    var place = (batch * product.Output.BatchStride) + row + (column * product.Output.Leading);
                    var sum = product.Accumulate ? before[place] : 0;
                    for (var k = 0L; k < depth; k++)
                        sum += At(first, product.First, batch, row, k) * At(second, product.Second, batch, k, column);
                    if (output.GetDouble(place) != sum)
                        return false;
                }
            }
        }

        return true;
    }

    private bool TryAllocate(long bytes, out nint place)
    {
        try
        {
            place = context.Allocate(bytes);
            return true;
        }
        catch (DeviceException exception) when (exception.IsOutOfMemory)
        {
            place = 0;
            return false;
        }
    }
}
