import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';

/** The scheme of documents that show the language's own library; they cannot be changed. */
export const libraryScheme = 'nn-library';

/** Gives the editor the text of the library's files, as the server knows it. */
export class LibraryDocuments implements vscode.TextDocumentContentProvider {
  constructor(private readonly client: () => LanguageClient | undefined) {}

  async provideTextDocumentContent(uri: vscode.Uri, token: vscode.CancellationToken): Promise<string> {
    const client = this.client();
    if (client === undefined) {
      return '# The language server is not running, and it alone knows the library.\n';
    }
    const answer: unknown = await client.sendRequest('nn/libraryText', { uri: uri.toString() }, token);
    return textOf(answer);
  }
}

function textOf(answer: unknown): string {
  if (typeof answer === 'string') {
    return answer;
  }
  if (typeof answer === 'object' && answer !== null && 'text' in answer && typeof answer.text === 'string') {
    return answer.text;
  }
  return '# The library has no such file.\n';
}
