import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { RunState } from '../runs/runState';
import type { PanelRequest, PanelUpdate } from './messages';
import { panelHtml } from './panelHtml';

const viewType = 'nn.run';
const redrawAfter = 150;

/** The panel with the curves and pictures of a run; there is one, beside the script. */
export class RunPanel implements vscode.Disposable {
  private readonly asked = new vscode.EventEmitter<PanelRequest>();
  private panel: vscode.WebviewPanel | undefined;
  private latest: { readonly run: RunState; readonly isRunning: boolean } | undefined;
  private sentDrawings: RunState['drawings'] | undefined;
  private timer: NodeJS.Timeout | undefined;

  /** Told when a person presses one of the panel's buttons. */
  readonly onDidAsk = this.asked.event;

  constructor(private readonly extensionUri: vscode.Uri) {}

  get isOpen(): boolean {
    return this.panel !== undefined;
  }

  /** Opens the panel beside the active editor, or brings it to the front; the editor keeps the keyboard. */
  open(): void {
    if (this.panel !== undefined) {
      this.panel.reveal(undefined, true);
      return;
    }
    const media = vscode.Uri.joinPath(this.extensionUri, 'media');
    const out = vscode.Uri.joinPath(this.extensionUri, 'out');
    const panel = vscode.window.createWebviewPanel(viewType, 'nn run', { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true }, {
      enableScripts: true,
      enableFindWidget: true,
      localResourceRoots: [media, out],
    });
    panel.iconPath = {
      light: vscode.Uri.joinPath(this.extensionUri, 'icons', 'nn-light.svg'),
      dark: vscode.Uri.joinPath(this.extensionUri, 'icons', 'nn-dark.svg'),
    };
    panel.webview.html = panelHtml({
      nonce: randomBytes(16).toString('hex'),
      script: panel.webview.asWebviewUri(vscode.Uri.joinPath(out, 'panel.js')).toString(),
      style: panel.webview.asWebviewUri(vscode.Uri.joinPath(media, 'panel.css')).toString(),
      source: panel.webview.cspSource,
    });
    panel.webview.onDidReceiveMessage((request: PanelRequest) => {
      if (request.ask === 'state') {
        this.sentDrawings = undefined;
        this.send();
      } else {
        this.asked.fire(request);
      }
    });
    panel.onDidDispose(() => {
      this.panel = undefined;
    });
    this.panel = panel;
  }

  /** Shows a run; many updates in a short time become one. */
  show(run: RunState, isRunning: boolean): void {
    this.latest = { run, isRunning };
    this.timer ??= setTimeout(() => this.send(), redrawAfter);
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.panel?.dispose();
    this.asked.dispose();
  }

  private send(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.panel === undefined || this.latest === undefined) {
      return;
    }
    const { run: { drawings, ...run }, isRunning } = this.latest;
    const update: PanelUpdate = { run, isRunning, drawings: drawings === this.sentDrawings ? undefined : drawings };
    this.sentDrawings = drawings;
    void this.panel.webview.postMessage(update);
  }
}
