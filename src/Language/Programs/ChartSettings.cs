namespace Dsl.Language.Programs;

/// <summary>What a chart says beside its data: texts, which may hold values of the run, and whether its vertical axis is logarithmic.</summary>
public sealed record ChartSettings(ProgramValue? Title = null, ProgramValue? XLabel = null, ProgramValue? YLabel = null, bool IsLogarithmic = false);
