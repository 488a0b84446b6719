using Dsl.Runtime.Backends.Devices;

namespace Dsl.Runtime.Backends.Cuda;

/// <summary>A CUDA graph, ready to be launched.</summary>
internal sealed unsafe class CudaSequence(CudaContext context, nint executable) : DeviceSequence
{
    public override void Launch()
    {
        context.Enter();
        CudaErrors.Check(context.Library, context.Library.GraphLaunch(executable, context.Stream), "cuGraphLaunch");
    }

    public override void Dispose()
    {
        if (!context.IsDisposed)
            context.Library.GraphExecutableDestroy(executable);
    }
}
