using Dsl.Language.Data;

namespace Dsl.Language.Tests.Data;

public sealed class DataCatalogTests
{
    public static TheoryData<string> Names => [.. DataCatalog.All.Select(static function => function.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void EveryFunctionIsDocumented(string name)
    {
        var function = DataCatalog.Find(name)!;
        Assert.EndsWith(".", function.Summary, StringComparison.Ordinal);
        Assert.Contains(name, function.Example, StringComparison.Ordinal);
        Assert.All(function.Parameters, static parameter => Assert.NotEmpty(parameter.Summary));
        Assert.Equal(function.Parameters.Length, function.Parameters.Select(static parameter => parameter.Name).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void OptionalParametersComeLast(string name)
    {
        var optional = DataCatalog.Find(name)!.Parameters.Select(static parameter => parameter.IsOptional).ToArray();
        Assert.Equal(optional.Order(), optional);
    }

    [Fact]
    public void NamesAreUnique() =>
        Assert.Equal(DataCatalog.All.Length, DataCatalog.All.Select(static function => function.Name).Distinct().Count());

    [Fact]
    public void AnUnknownNameIsNotFound() => Assert.Null(DataCatalog.Find("no_such_function"));
}
