using Dsl.Runtime.Scripts;

namespace Dsl.Runtime.Tests.Scripts;

public class WarmUpTests
{
    [Fact]
    public void EverythingThatWarmsUpCanBePrepared() => Assert.Null(new WarmUp().Run());
}
