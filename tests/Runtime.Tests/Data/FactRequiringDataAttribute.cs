namespace Dsl.Runtime.Tests.Data;

/// <summary>A test that needs real data files; skipped with the reason when they are not on this machine.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FactRequiringDataAttribute : FactAttribute
{
    public FactRequiringDataAttribute(params string[] files)
    {
        var missing = files.Where(static file => DataFolder.Find(file) is null).ToArray();
        if (missing.Length > 0)
            Skip = $"needs {string.Join(", ", missing)}: put them in a folder shared/data beside the repository, or name their folder in NN_DATA";
    }
}
