using Dsl.Language.Text;

namespace Dsl.Language.Types;

/// <summary>Where a size came from: the place that fixed it, and a few words on how (<c>param W: [784, 16]</c>, <c>4 feature columns of iris.csv</c>).</summary>
public sealed record Origin(SourceLocation? Location, string Description);
