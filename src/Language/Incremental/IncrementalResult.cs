namespace Dsl.Language.Incremental;

/// <summary>The incremental form of a model, or why there is none; one of the two is null.</summary>
public sealed record IncrementalResult(IncrementalForm? Form, IncrementalObstacle? Obstacle);
