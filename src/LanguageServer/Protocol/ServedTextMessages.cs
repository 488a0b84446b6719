namespace Dsl.LanguageServer.Protocol;

/// <summary>A document that only the server has.</summary>
internal sealed record ServedTextParams(string Uri);

/// <summary>The text of a document that only the server has.</summary>
internal sealed record ServedText(string Text);
