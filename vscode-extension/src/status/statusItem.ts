import { execFile } from 'node:child_process';
import * as vscode from 'vscode';
import type { LanguageServer } from '../server/languageServer';
import { devicesCommand, type Tool } from '../tools/toolCommand';
import { type Device, readDevices, statusText } from './deviceText';

const longestWait = 20_000;

/** The item in the status bar: what scripts are computed on, and whether the language server works. */
export class StatusItem implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem('nn.status', vscode.StatusBarAlignment.Right, 90);
  private readonly listeners: vscode.Disposable[];
  private devices: readonly Device[] | undefined;

  constructor(
    private readonly server: LanguageServer,
    private readonly tool: () => Tool,
  ) {
    this.item.name = 'nn';
    this.item.command = 'nn.showServerLog';
    this.listeners = [
      vscode.window.onDidChangeActiveTextEditor(() => this.update()),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.update()),
      server.onDidChange(() => this.update()),
    ];
    this.update();
  }

  dispose(): void {
    for (const listener of this.listeners) {
      listener.dispose();
    }
    this.item.dispose();
  }

  private update(): void {
    if (vscode.window.activeTextEditor?.document.languageId !== 'nn') {
      this.item.hide();
      return;
    }
    if (this.devices === undefined && vscode.workspace.isTrusted) {
      this.devices = [];
      this.ask();
    }
    const devices = this.devices ?? [];
    const problem = this.server.problem;
    this.item.text = problem === undefined ? `$(chip) ${statusText(devices)}` : `$(warning) ${statusText(devices)}`;
    this.item.backgroundColor = problem === undefined ? undefined : new vscode.ThemeColor('statusBarItem.warningBackground');
    const about = new vscode.MarkdownString(devices.map((d) => `\`${d.kind}\` ${escapeMarkdown(d.description)}`).join('\n\n'));
    about.appendMarkdown(problem === undefined ? `\n\nThe language server ${this.server.client === undefined ? 'starts' : 'runs'}.` : `\n\nNo language server: `);
    if (problem !== undefined) {
      about.appendText(problem);
    }
    this.item.tooltip = about;
    this.item.show();
  }

  private ask(): void {
    const { program, args } = devicesCommand(this.tool());
    execFile(program, [...args], { timeout: longestWait, windowsHide: true }, (error, stdout) => {
      if (error === null) {
        this.devices = readDevices(stdout);
        this.update();
      }
    });
  }
}

function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!|<>]/g, '\\$&');
}
