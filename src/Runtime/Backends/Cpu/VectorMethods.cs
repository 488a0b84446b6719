using System.Reflection;
using System.Runtime.Intrinsics;
using Dsl.Language.Lowering;
using Dsl.Language.Types;

namespace Dsl.Runtime.Backends.Cpu;

/// <summary>
/// The 512-bit vector operations that kernels call, found through delegates: looking methods up by name costs tens of milliseconds at start.
/// Where the machine has no such registers the compiler splits them.
/// </summary>
internal sealed unsafe class VectorMethods
{
    private static readonly Lazy<VectorMethods> SingleMethods = new(CreateSingle);
    private static readonly Lazy<VectorMethods> DoubleMethods = new(CreateDouble);

    private readonly Dictionary<ScalarOperation, MethodInfo> unary = [];
    private readonly Dictionary<ScalarOperation, MethodInfo> binary = [];
    private readonly Dictionary<ReductionKind, MethodInfo> lanes = [];

    private VectorMethods()
    {
    }

    public required Type VectorType { get; init; }

    public required int Lanes { get; init; }

    public required int ElementSize { get; init; }

    public required MethodInfo Load { get; init; }

    public required MethodInfo Store { get; init; }

    public required MethodInfo Broadcast { get; init; }

    public required MethodInfo Select { get; init; }

    public required MethodInfo FusedMultiplyAdd { get; init; }

    public required MethodInfo BitwiseAnd { get; init; }

    public required MethodInfo BitwiseOr { get; init; }

    public required MethodInfo OnesComplement { get; init; }

    /// <summary>Null where bools cannot be loaded as lanes of this width.</summary>
    public MethodInfo? LoadMask { get; private init; }

    public MethodInfo? StoreMask { get; private init; }

    /// <summary>The methods for an element type; null when kernels do not compute with vectors of it.</summary>
    public static VectorMethods? For(ElementType element) => element switch
    {
        ElementType.Float32 => SingleMethods.Value,
        ElementType.Float64 => DoubleMethods.Value,
        _ => null,
    };

    public MethodInfo? Unary(ScalarOperation operation) => unary.GetValueOrDefault(operation);

    public MethodInfo? Binary(ScalarOperation operation) => binary.GetValueOrDefault(operation);

    /// <summary>Combines the lanes of one vector; null for reductions that are not done in vectors.</summary>
    public MethodInfo? CombineLanes(ReductionKind kind) => lanes.GetValueOrDefault(kind);

    private static VectorMethods CreateSingle()
    {
        var methods = CreateCommon<float>(
            new Func<Vector512<float>, Vector512<float>, Vector512<float>, Vector512<float>>(Vector512.FusedMultiplyAdd).Method,
            new MaskLoad(VectorFunctions.LoadMask).Method,
            new MaskStore(VectorFunctions.StoreMask).Method,
            new Func<float, Vector512<float>>(Vector512.Create).Method);
        methods.AddUnary<float>(ScalarOperation.Sign, VectorFunctions.Sign);
        methods.AddUnary<float>(ScalarOperation.Floor, VectorFunctions.Floor);
        methods.AddUnary<float>(ScalarOperation.Ceiling, VectorFunctions.Ceiling);
        methods.AddUnary<float>(ScalarOperation.Round, VectorFunctions.Round);
        methods.AddLanes<float>(LaneReductions.Sum, LaneReductions.Product, LaneReductions.Maximum, LaneReductions.Minimum);
        return methods;
    }

    private static VectorMethods CreateDouble()
    {
        var methods = CreateCommon<double>(
            new Func<Vector512<double>, Vector512<double>, Vector512<double>, Vector512<double>>(Vector512.FusedMultiplyAdd).Method,
            null,
            null,
            new Func<double, Vector512<double>>(Vector512.Create).Method);
        methods.AddUnary<double>(ScalarOperation.Floor, Vector512.Floor);
        methods.AddUnary<double>(ScalarOperation.Ceiling, Vector512.Ceiling);
        methods.AddUnary<double>(ScalarOperation.Round, Vector512.Round);
        methods.AddLanes<double>(LaneReductions.Sum, LaneReductions.Product, LaneReductions.Maximum, LaneReductions.Minimum);
        return methods;
    }

    private static VectorMethods CreateCommon<T>(MethodInfo fusedMultiplyAdd, MethodInfo? loadMask, MethodInfo? storeMask, MethodInfo broadcast)
        where T : unmanaged
    {
        var methods = new VectorMethods
        {
            VectorType = typeof(Vector512<T>),
            Lanes = Vector512<T>.Count,
            ElementSize = sizeof(T),
            Load = new VectorLoad<T>(Vector512.Load).Method,
            Store = new VectorStore<T>(Vector512.Store).Method,
            Broadcast = broadcast,
            Select = new Func<Vector512<T>, Vector512<T>, Vector512<T>, Vector512<T>>(Vector512.ConditionalSelect).Method,
            FusedMultiplyAdd = fusedMultiplyAdd,
            BitwiseAnd = new Func<Vector512<T>, Vector512<T>, Vector512<T>>(Vector512.BitwiseAnd).Method,
            BitwiseOr = new Func<Vector512<T>, Vector512<T>, Vector512<T>>(Vector512.BitwiseOr).Method,
            OnesComplement = new Func<Vector512<T>, Vector512<T>>(Vector512.OnesComplement).Method,
            LoadMask = loadMask,
            StoreMask = storeMask,
        };
        methods.AddUnary<T>(ScalarOperation.Negate, Vector512.Negate);
        methods.AddUnary<T>(ScalarOperation.Sqrt, Vector512.Sqrt);
        methods.AddUnary<T>(ScalarOperation.Abs, Vector512.Abs);
        methods.AddBinary<T>(ScalarOperation.Add, Vector512.Add);
        methods.AddBinary<T>(ScalarOperation.Subtract, Vector512.Subtract);
        methods.AddBinary<T>(ScalarOperation.Multiply, Vector512.Multiply);
        methods.AddBinary<T>(ScalarOperation.Divide, Vector512.Divide);
        methods.AddBinary<T>(ScalarOperation.Maximum, Vector512.Max);
        methods.AddBinary<T>(ScalarOperation.Minimum, Vector512.Min);
        methods.AddBinary<T>(ScalarOperation.Equal, Vector512.Equals);
        methods.AddBinary<T>(ScalarOperation.Less, Vector512.LessThan);
        methods.AddBinary<T>(ScalarOperation.LessOrEqual, Vector512.LessThanOrEqual);
        methods.AddBinary<T>(ScalarOperation.Greater, Vector512.GreaterThan);
        methods.AddBinary<T>(ScalarOperation.GreaterOrEqual, Vector512.GreaterThanOrEqual);
        return methods;
    }

    private void AddUnary<T>(ScalarOperation operation, Func<Vector512<T>, Vector512<T>> function) => unary.Add(operation, function.Method);

    private void AddBinary<T>(ScalarOperation operation, Func<Vector512<T>, Vector512<T>, Vector512<T>> function) => binary.Add(operation, function.Method);

    private void AddLanes<T>(Func<Vector512<T>, T> sum, Func<Vector512<T>, T> product, Func<Vector512<T>, T> maximum, Func<Vector512<T>, T> minimum)
    {
        lanes.Add(ReductionKind.Sum, sum.Method);
        lanes.Add(ReductionKind.Product, product.Method);
        lanes.Add(ReductionKind.Maximum, maximum.Method);
        lanes.Add(ReductionKind.Minimum, minimum.Method);
    }

    private delegate Vector512<T> VectorLoad<T>(T* address)
        where T : unmanaged;

    private delegate void VectorStore<T>(Vector512<T> value, T* address)
        where T : unmanaged;

    private delegate Vector512<float> MaskLoad(byte* address);

    private delegate void MaskStore(byte* address, Vector512<float> value);
}
