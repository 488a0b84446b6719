using System.Runtime.CompilerServices;

namespace Dsl.Runtime.Backends.Cuda;

/// <summary>The 128 bytes by which the processes of one computation find each other.</summary>
[InlineArray(128)]
internal struct NcclIdentity
{
    private byte first;
}
