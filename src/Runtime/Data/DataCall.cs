using System.Collections.Immutable;

namespace Dsl.Runtime.Data;

/// <summary>A call of a data function at run time.</summary>
/// <param name="Arguments">
/// By parameter name: string, double, long, bool, ImmutableArray of string, or a <see cref="DataValue"/>; a computed tensor is a <see cref="DataTensor"/>.
/// </param>
/// <param name="Files">Where files are read from.</param>
/// <param name="ScriptPath">The script that calls; files are looked for beside it first.</param>
public sealed record DataCall(ImmutableDictionary<string, object> Arguments, IDataFileSource Files, string ScriptPath)
{
    /// <summary>The seed when the call names none of its own.</summary>
    public long Seed { get; init; }

    /// <summary>The names that the call made up beside those of parameters, in its order.</summary>
    public ImmutableArray<string> Names { get; init; } = [];

    public bool Has(string name) => Arguments.ContainsKey(name);

    public string Text(string name, string otherwise) => Arguments.TryGetValue(name, out var value) ? (string)value : otherwise;

    public bool Boolean(string name, bool otherwise) => Arguments.TryGetValue(name, out var value) ? (bool)value : otherwise;

    /// <summary>A number; a whole number where one was given.</summary>
    public double Number(string name, double otherwise) => Arguments.TryGetValue(name, out var value) ? Convert.ToDouble(value) : otherwise;

    /// <summary>A whole number.</summary>
    public long Size(string name, long otherwise) => Arguments.TryGetValue(name, out var value) ? Convert.ToInt64(value) : otherwise;

    public DataValue Data(string name) => (DataValue)Arguments[name];

    /// <summary>The seed of this call.</summary>
    public long SeedOrDefault() => Size("seed", Seed);
}
