using System.Reflection.Emit;
using Dsl.Language.Lowering;

namespace Dsl.Runtime.Backends.Cpu.Elements;

/// <summary>What the members of a sequence share while they are emitted.</summary>
/// <param name="Bases">Where each operand begins.</param>
/// <param name="Turn">The positions of a turn.</param>
/// <param name="FirstSite">The number of the member's first fault site.</param>
internal sealed record SequenceScope(
    ILGenerator Code, LocalPool Locals, MemberSequence Sequence, Dictionary<TensorBuffer, LocalBuilder> Bases, LoopBounds Turn, int FirstSite);
