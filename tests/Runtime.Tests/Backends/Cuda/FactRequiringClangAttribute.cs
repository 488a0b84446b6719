namespace Dsl.Runtime.Tests.Backends.Cuda;

/// <summary>A test that needs clang as a translator of CUDA C; elsewhere it is skipped, with the reason.</summary>
public sealed class FactRequiringClangAttribute : FactAttribute
{
    public FactRequiringClangAttribute()
    {
        if (Clang.Command is null)
            Skip = "no clang that translates CUDA C: install clang-14, clang-15 or clang-16";
    }
}
