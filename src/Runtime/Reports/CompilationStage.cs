using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Reports;

/// <summary>A place on the way from a graph to a program at which one can look at what became of it.</summary>
/// <param name="Name">By which dumps choose it.</param>
/// <param name="Summary">What is to be seen there.</param>
/// <param name="Print">Shows a request at this stage; every size in it is a known number.</param>
public sealed record CompilationStage(string Name, string Summary, Func<CompileRequest, string> Print);
