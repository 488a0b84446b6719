using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Dsl.LanguageServer.Methods;

/// <summary>A method with a result. How its parameters and its result are read and written is found out when it is first called.</summary>
internal sealed class RequestMethod<TParameters, TResult>(
    string name, MethodClass kind, Func<JsonTypeInfo<TParameters>> parameterType, Func<JsonTypeInfo<TResult>> resultType,
    Func<RequestContext, TParameters, ValueTask<TResult?>> answer)
    : Method(name, kind)
    where TParameters : class
{
    public override JsonTypeInfo Parameters => parameterType();

    public override bool IsRequest => true;

    public override JsonTypeInfo Result => resultType();

    public override async ValueTask<ReadOnlyMemory<byte>> CallAsync(RequestContext context, ReadOnlyMemory<byte> parameters)
    {
        var result = await answer(context, Read(parameters, parameterType())).ConfigureAwait(false);
        return result is null ? "null"u8.ToArray() : JsonSerializer.SerializeToUtf8Bytes(result, resultType());
    }
}
