namespace Dsl.Runtime.Execution;

/// <summary>A figure of a training's record.</summary>
/// <param name="Name">What it is: <c>loss</c>, <c>validation loss</c>, or a metric's name.</param>
/// <param name="Value">Its value, which need not be finite.</param>
public readonly record struct TrainingFigure(string Name, double Value);
