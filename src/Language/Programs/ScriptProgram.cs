using System.Collections.Immutable;
using Dsl.Language.Graph;

namespace Dsl.Language.Programs;

/// <summary>
/// A checked script as a list of actions over one graph. Pure values are nodes; everything that happens, happens in an action, in order.
/// </summary>
/// <param name="Actions">What to do, in order.</param>
/// <param name="Seed">Supplied by whoever runs the program: the seed (an int scalar), 0 unless a <see cref="SeedAction"/> or the caller sets it.</param>
/// <param name="Counter">Supplied for each execution of an action: how often that action was executed before (an int scalar); in training, the step.</param>
public sealed record ScriptProgram(ImmutableArray<ScriptAction> Actions, GraphInput Seed, GraphInput Counter);
