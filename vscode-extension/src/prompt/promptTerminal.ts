import * as vscode from 'vscode';
import { promptCommand, type Tool } from '../tools/toolCommand';
import { loadEntry, promptText } from './promptText';

// A prompt that has just been started reads keys after about so long; what comes before would be shown twice.
const startTime = 1300;

/** The terminal with the prompt: one for the window, opened when first asked for. */
export class PromptTerminal implements vscode.Disposable {
  private readonly listener = vscode.window.onDidCloseTerminal((terminal) => {
    if (terminal === this.terminal) {
      this.terminal = undefined;
    }
  });
  private terminal: vscode.Terminal | undefined;
  private ready: Promise<void> = Promise.resolve();

  constructor(
    private readonly tool: () => Tool,
    private readonly icon: vscode.Uri,
  ) {}

  /** Opens the prompt, or brings it to the front. */
  open(takesFocus: boolean): vscode.Terminal {
    if (this.terminal === undefined) {
      const { program, args } = promptCommand(this.tool());
      const folder = vscode.window.activeTextEditor?.document.uri;
      const workspaceFolder = folder === undefined ? vscode.workspace.workspaceFolders?.[0] : vscode.workspace.getWorkspaceFolder(folder);
      this.terminal = vscode.window.createTerminal({
        name: 'nn prompt',
        shellPath: program,
        shellArgs: [...args],
        iconPath: this.icon,
        isTransient: true,
        ...(workspaceFolder === undefined ? {} : { cwd: workspaceFolder.uri }),
      });
      this.ready = new Promise((resolve) => setTimeout(resolve, startTime));
    }
    this.terminal.show(!takesFocus);
    return this.terminal;
  }

  /** Gives the prompt a piece of a script to run. */
  async send(code: string): Promise<void> {
    const text = promptText(code);
    if (text.length > 0) {
      const terminal = this.open(false);
      await this.ready;
      terminal.sendText(text, true);
    }
  }

  /** Runs a script in the prompt; its names stay. */
  async load(path: string): Promise<void> {
    const entry = loadEntry(path);
    if (entry === undefined) {
      void vscode.window.showErrorMessage('nn: the name of this file holds characters that cannot be typed.');
      return;
    }
    const terminal = this.open(true);
    await this.ready;
    terminal.sendText(entry, true);
  }

  dispose(): void {
    this.listener.dispose();
    this.terminal?.dispose();
  }
}
