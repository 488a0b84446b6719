import * as vscode from 'vscode';
import { scriptToRun } from '../documents/scriptDocument';
import type { PromptTerminal } from '../prompt/promptTerminal';
import { statementAfter, statementAt } from '../prompt/statementLines';
import { requireTrust } from './trust';

/** Commands that use the prompt. */
export class PromptCommands {
  constructor(private readonly prompt: PromptTerminal) {}

  open(): void {
    if (requireTrust()) {
      this.prompt.open(true);
    }
  }

  async load(argument: unknown): Promise<void> {
    const script = requireTrust() ? await scriptToRun(argument) : undefined;
    if (script !== undefined) {
      await this.prompt.load(script);
    }
  }

  /** Sends the selection, or else the statement at the cursor, which then goes on to the next one. */
  async sendSelection(): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    if (editor === undefined || !requireTrust()) {
      return;
    }
    if (!editor.selection.isEmpty) {
      await this.prompt.send(editor.selections.map((selection) => editor.document.getText(selection)).join('\n'));
      return;
    }
    const lines = editor.document.getText().split(/\r?\n/);
    const line = editor.selection.active.line;
    const statement = statementAt(lines, line) ?? statementAfter(lines, line);
    if (statement === undefined) {
      return;
    }
    const next = statementAfter(lines, statement.last);
    if (next !== undefined) {
      const place = new vscode.Position(next.first, 0);
      editor.selection = new vscode.Selection(place, place);
      editor.revealRange(new vscode.Range(place, place));
    }
    await this.prompt.send(lines.slice(statement.first, statement.last + 1).join('\n'));
  }
}
