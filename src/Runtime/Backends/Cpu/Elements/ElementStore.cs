using Dsl.Language.Lowering;

namespace Dsl.Runtime.Backends.Cpu.Elements;

/// <summary>What one turn of a kernel's loops stores, and where.</summary>
/// <param name="Element">The place, as a load of it would name it.</param>
/// <param name="Body">The value.</param>
internal sealed record ElementStore(LoadScalar Element, ScalarExpression Body);
