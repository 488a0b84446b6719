using System.Text.Json.Serialization.Metadata;
using Dsl.LanguageServer.Hosting;
using Dsl.LanguageServer.Methods;

namespace Dsl.LanguageServer.Tests;

public class WarmUpTests
{
    [Fact]
    public void TheScriptThatNobodyAskedForHasNoMistakes() => Assert.Empty(WarmUp.Check());

    [Fact]
    public void TheMessagesThatNobodyAskedForAreWrittenAndRead() => Assert.Null(Record.Exception(WarmUp.Write));

    [Fact]
    public void AMethodFindsOutHowItsMessagesAreReadWhenItIsCalled()
    {
        var asked = 0;
        var method = new NotificationMethod<Protocol.NoParams>("test", Type, static (_, _) => { });
        Assert.Equal((false, 0), (method.IsRequest, asked));
        Assert.Same(Protocol.ProtocolJson.Default.NoParams, method.Parameters);
        Assert.Equal(1, asked);

        JsonTypeInfo<Protocol.NoParams> Type()
        {
            asked++;
            return Protocol.ProtocolJson.Default.NoParams;
        }
    }
}
