using Dsl.Language.Library;
using Dsl.LanguageServer.Diagnostics;
using Dsl.LanguageServer.Documents;
using Dsl.LanguageServer.Messages;
using Dsl.LanguageServer.Methods;
using Dsl.LanguageServer.Protocol;

namespace Dsl.LanguageServer.Features;

/// <summary>Documents that only the server has: the library's own text, and the pages that explain errors.</summary>
internal static class ServedTextFeature
{
    public static Feature Feature { get; } = new(
        [
            Method("nn/libraryText"),
            Method("nn/errorPage"),
            Method("workspace/textDocumentContent"),
        ],
        static (capabilities, client) => capabilities);

    private static RequestMethod<ServedTextParams, ServedText> Method(string name) =>
        new(name, MethodClass.Worker, static () => ProtocolJson.Default.ServedTextParams, static () => ProtocolJson.Default.ServedText, static (_, parameters) =>
            new ValueTask<ServedText?>(new ServedText(TextOf(parameters.Uri) ?? throw new RequestFailedException(ErrorCode.InvalidParams, $"there is no document {parameters.Uri}"))));

    private static string? TextOf(string uri)
    {
        if (Places.LibraryPathOf(uri) is { } path)
            return LibrarySource.Files.FirstOrDefault(file => file.Path == path)?.Content;
        const string Pages = $"{DiagnosticTranslator.PageScheme}:/";
        return uri.StartsWith(Pages, StringComparison.Ordinal) ? ReadPage(uri[Pages.Length..]) : null;
    }

    private static string? ReadPage(string name)
    {
        using var stream = typeof(ServedTextFeature).Assembly.GetManifestResourceStream($"errors/{name}");
        if (stream is null)
            return null;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
