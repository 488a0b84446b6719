using Dsl.Runtime.Scripts;

namespace Dsl.Runtime.Tests.Scripts;

public class WarmUpTests
{
    [Fact]
    public void EverythingThatWarmsUpCanBeComputed() => Assert.Null(WarmUp.Run());
}
