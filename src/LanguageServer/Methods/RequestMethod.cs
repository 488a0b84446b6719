using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Dsl.LanguageServer.Methods;

/// <summary>A method with a result.</summary>
internal sealed class RequestMethod<TParameters, TResult>(
    string name, MethodClass kind, JsonTypeInfo<TParameters> parameterType, JsonTypeInfo<TResult> resultType,
    Func<RequestContext, TParameters, ValueTask<TResult?>> answer)
    : Method(name, kind)
    where TParameters : class
{
    public override JsonTypeInfo Parameters => parameterType;

    public override JsonTypeInfo Result => resultType;

    public override async ValueTask<ReadOnlyMemory<byte>> CallAsync(RequestContext context, ReadOnlyMemory<byte> parameters)
    {
        var result = await answer(context, Read(parameters, parameterType)).ConfigureAwait(false);
        return result is null ? "null"u8.ToArray() : JsonSerializer.SerializeToUtf8Bytes(result, resultType);
    }
}
