using System.Runtime.InteropServices;
using Dsl.Language.Types;
using Dsl.Runtime.Backends.Cuda;

namespace Dsl.Runtime.Tests.Backends.Cuda;

/// <summary>The numbers by which cuBLASLt is told of matrices, asked back from the library itself, which keeps descriptions without any card.</summary>
public sealed unsafe class CublasLtLibraryTests
{
    private const int NotInitialized = 1;

    [FactRequiringCublasLt]
    public void An_operation_is_kept_as_it_was_described()
    {
        var library = Load();
        nint created;
        Assert.Equal(0, library.CreateOperation(&created, CublasLtPlan.ComputeIn32Bits, CublasLtPlan.NumberOf(ElementType.Float32)));
        var operation = created;
        foreach (var attribute in (int[])[CublasLtPlan.TurnFirst, CublasLtPlan.TurnSecond])
        {
            Assert.Equal((4, 0), Property("cublasLtMatmulDescGetAttribute", operation, attribute));
            var turned = 1;
            Assert.Equal(0, library.SetOperation(operation, attribute, &turned, sizeof(int)));
            Assert.Equal((4, 1), Property("cublasLtMatmulDescGetAttribute", operation, attribute));
        }

        // What sums are formed in, of what type factors are, and that they lie in the host's memory.
        Assert.Equal([(4, 68), (4, 0), (4, 0)], Enumerable.Range(0, 3).Select(attribute => Property("cublasLtMatmulDescGetAttribute", operation, attribute)));
        Assert.Equal(0, library.DestroyOperation(operation));
    }

    [FactRequiringCublasLt]
    public void A_layout_is_kept_as_it_was_described()
    {
        var library = Load();
        foreach (var (element, number) in ((ElementType, int)[])[(ElementType.Float32, 0), (ElementType.Float16, 2), (ElementType.BFloat16, 14)])
        {
            nint created;
            Assert.Equal(0, library.CreateLayout(&created, CublasLtPlan.NumberOf(element), 24, 40, 32));
            var layout = created;
            var (count, stride) = (7, 1L << 33);
            Assert.Equal(0, library.SetLayout(layout, CublasLtPlan.BatchCount, &count, sizeof(int)));
            Assert.Equal(0, library.SetLayout(layout, CublasLtPlan.BatchStride, &stride, sizeof(long)));

            // Type, order of columns, rows, columns, distance of columns, and what was set.
            Assert.Equal([(4, number), (4, 0), (8, 24), (8, 40), (8, 32), (4, count), (8, stride)], Enumerable.Range(0, 7).Select(attribute => Property("cublasLtMatrixLayoutGetAttribute", layout, attribute)));
            Assert.Equal(0, library.DestroyLayout(layout));
        }
    }

    [FactRequiringCublasLt]
    public void What_an_algorithm_may_need_is_kept_as_it_was_said()
    {
        var library = Load();
        nint preference;
        Assert.Equal(0, library.CreatePreference(&preference));
        var (bytes, alignment) = ((ulong)CublasLtProducts.WorkspaceBytes, (uint)CublasLtPlan.Alignment);
        Assert.Equal(0, library.SetPreference(preference, CublasLtPlan.MostWorkspace, &bytes, sizeof(ulong)));
        Assert.Equal((8, (long)bytes), Property("cublasLtMatmulPreferenceGetAttribute", preference, CublasLtPlan.MostWorkspace));
        for (var attribute = CublasLtPlan.FirstAlignment; attribute <= CublasLtPlan.LastAlignment; attribute++)
        {
            Assert.Equal(0, library.SetPreference(preference, attribute, &alignment, sizeof(uint)));
            Assert.Equal((4, alignment), Property("cublasLtMatmulPreferenceGetAttribute", preference, attribute));
        }

        Assert.Equal(0, library.DestroyPreference(preference));
    }

    [FactRequiringCublasLt]
    public void Without_a_driver_it_says_that_it_cannot_begin()
    {
        if (CudaSupport.Find().Devices.Length > 0)
            return;
        nint handle;
        Assert.Equal(NotInitialized, Load().Create(&handle));
    }

    private static CublasLtLibrary Load()
    {
        var library = CublasLtLibrary.TryLoad(CudaSearch.Here);
        Assert.True(library is not null, "a function is missing");
        return library;
    }

    // The bytes that the library has for a property, and its value.
    private static (int Bytes, long Value) Property(string function, nint description, int attribute)
    {
        var get = (delegate* unmanaged<nint, int, void*, nuint, nuint*, int>)NativeLibrary.GetExport(CudaSearch.Here.Find(CudaNames.Products)!.Handle, function);
        nuint bytes, written;
        Assert.Equal(0, get(description, attribute, null, 0, &bytes));
        var value = 0L;
        Assert.InRange((int)bytes, 1, sizeof(long));
        Assert.Equal(0, get(description, attribute, &value, bytes, &written));
        return ((int)bytes, value);
    }
}
