namespace Dsl.Runtime.Backends.Cuda;

/// <summary>Finds functions by their names, and remembers the first that is missing.</summary>
/// <param name="find">The address of a function; 0 where there is none.</param>
internal sealed unsafe class SymbolTable(Func<string, nint> find)
{
    /// <summary>The first function that was asked for and is not there.</summary>
    public string? Missing { get; private set; }

    /// <summary>A function's address; null where it is missing.</summary>
    public void* this[string name]
    {
        get
        {
            var address = find(name);
            if (address == 0)
                Missing ??= name;
            return (void*)address;
        }
    }
}
