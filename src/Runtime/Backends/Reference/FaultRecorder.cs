using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Backends.Reference;

/// <summary>Keeps the first fault of a run.</summary>
internal sealed class FaultRecorder
{
    public RuntimeFault? Fault { get; private set; }

    public bool HasFault => Fault is not null;

    public void Clear() => Fault = null;

    public void Record(RuntimeFault fault) => Fault ??= fault;
}
