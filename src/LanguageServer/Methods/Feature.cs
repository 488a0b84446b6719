using System.Collections.Immutable;
using Dsl.LanguageServer.Hosting;
using Dsl.LanguageServer.Protocol;

namespace Dsl.LanguageServer.Methods;

/// <summary>One thing that the server can do: its methods, and how the client is told of it.</summary>
/// <param name="Methods">What can be called.</param>
/// <param name="Announce">Adds it to what the server says of itself, as far as the client can use it.</param>
internal sealed record Feature(ImmutableArray<Method> Methods, Func<ServerCapabilities, ClientFeatures, ServerCapabilities> Announce);
