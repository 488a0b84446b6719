namespace Dsl.Language.Binding.Values;

/// <summary>Remembers what a collection holds; calling the result brings that back, in the same order.</summary>
internal static class Memory
{
    public static Action Of<TKey, TValue>(Dictionary<TKey, TValue> dictionary)
        where TKey : notnull
    {
        var held = dictionary.ToArray();
        return () =>
        {
            dictionary.Clear();
            foreach (var (key, value) in held)
                dictionary.Add(key, value);
        };
    }

    public static Action Of<T>(List<T> list)
    {
        var held = list.ToArray();
        return () =>
        {
            list.Clear();
            list.AddRange(held);
        };
    }

    public static Action Of<T>(HashSet<T> set)
    {
        var held = set.ToArray();
        return () =>
        {
            set.Clear();
            set.UnionWith(held);
        };
    }
}
