import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';

/** The scheme of documents that show the language's own library; they cannot be changed. */
export const libraryScheme = 'nn-library';

/** The scheme of the pages that explain errors. */
export const errorPageScheme = 'nn-errors';

/** Gives the editor documents that only the server has: the library's files, and the pages that explain errors. */
export class ServedDocuments implements vscode.TextDocumentContentProvider {
  constructor(private readonly client: () => LanguageClient | undefined) {}

  async provideTextDocumentContent(uri: vscode.Uri, token: vscode.CancellationToken): Promise<string> {
    const client = this.client();
    if (client === undefined) {
      return '# The language server is not running, and only it has this document.\n';
    }
    const request = uri.scheme === errorPageScheme ? 'nn/errorPage' : 'nn/libraryText';
    const answer: unknown = await client.sendRequest(request, { uri: uri.toString() }, token);
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
  return '# There is no such document.\n';
}
