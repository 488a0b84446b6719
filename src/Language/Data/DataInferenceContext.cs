using System.Collections.Immutable;
using Dsl.Language.Text;

namespace Dsl.Language.Data;

/// <summary>What a schema rule sees: the bound arguments by parameter name, the file source, and the script that asks.</summary>
public sealed record DataInferenceContext(ImmutableDictionary<string, object> Arguments, IFileSource Files, SourceLocation Call)
{
    /// <summary>The names that the call made up beside those of parameters, in its order.</summary>
    public ImmutableArray<string> Names { get; init; } = [];

    public bool Has(string name) => Arguments.ContainsKey(name);

    public T Get<T>(string name) => (T)Arguments[name];

    public T Get<T>(string name, T otherwise) => Arguments.TryGetValue(name, out var value) ? (T)value : otherwise;
}
