using System.Text.Json.Serialization.Metadata;

namespace Dsl.LanguageServer.Methods;

/// <summary>A method that is told and not answered.</summary>
internal sealed class NotificationMethod<TParameters>(string name, Func<JsonTypeInfo<TParameters>> parameterType, Action<RequestContext, TParameters> act)
    : Method(name, MethodClass.Mutation)
    where TParameters : class
{
    public override JsonTypeInfo Parameters => parameterType();

    public override bool IsRequest => false;

    public override JsonTypeInfo? Result => null;

    public override ValueTask<ReadOnlyMemory<byte>> CallAsync(RequestContext context, ReadOnlyMemory<byte> parameters)
    {
        act(context, Read(parameters, parameterType()));
        return new ValueTask<ReadOnlyMemory<byte>>(ReadOnlyMemory<byte>.Empty);
    }
}
