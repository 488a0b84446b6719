import { readFileSync } from 'node:fs';
import * as vscode from 'vscode';
import type { LanguageServer } from '../server/languageServer';
import { readSnippets } from './snippetText';

/** Offers the common pieces of scripts while there is no language server, which offers better ones. */
export class FallbackSnippets implements vscode.CompletionItemProvider {
  private items: vscode.CompletionItem[] | undefined;

  constructor(
    private readonly server: LanguageServer,
    private readonly file: vscode.Uri,
  ) {}

  provideCompletionItems(document: vscode.TextDocument, position: vscode.Position): vscode.CompletionItem[] {
    const before = document.lineAt(position.line).text.slice(0, position.character);
    return this.server.client !== undefined || /["#]/.test(before) ? [] : (this.items ??= this.read());
  }

  private read(): vscode.CompletionItem[] {
    return readSnippets(readFileSync(this.file.fsPath, 'utf8')).map((snippet) => {
      const item = new vscode.CompletionItem(snippet.prefix, vscode.CompletionItemKind.Snippet);
      item.detail = snippet.description;
      item.insertText = new vscode.SnippetString(snippet.body);
      return item;
    });
  }
}
