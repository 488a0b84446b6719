using System.Reflection.Emit;

namespace Dsl.Runtime.Backends.Cpu.Elements;

/// <summary>Locals of a method, used again when what they held is no longer needed: the just-in-time compiler keeps only so many in registers.</summary>
internal sealed class LocalPool(ILGenerator il)
{
    private readonly Dictionary<Type, Stack<LocalBuilder>> free = [];

    /// <summary>How many locals the method has.</summary>
    public int Count { get; private set; }

    public LocalBuilder Rent(Type type)
    {
        if (free.TryGetValue(type, out var stack) && stack.TryPop(out var local))
            return local;
        Count++;
        return il.DeclareLocal(type);
    }

    public void Return(LocalBuilder local)
    {
        if (!free.TryGetValue(local.LocalType, out var stack))
        {
            stack = new Stack<LocalBuilder>();
            free.Add(local.LocalType, stack);
        }

        stack.Push(local);
    }
}
