namespace Dsl.Runtime.Data;

/// <summary>How a data function is carried out. The function of that name in the language's catalogue declares it.</summary>
public sealed record DataImplementation(string Name, Func<DataCall, DataResult> Run);
