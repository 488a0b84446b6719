import * as vscode from 'vscode';
import { LanguageClient, type LanguageClientOptions, type ServerOptions, State, TransportKind } from 'vscode-languageclient/node';
import { libraryScheme } from './servedDocuments';
import { commandFor, dotnetProgram } from './processCommand';
import { findProgram } from './programFile';
import { tellStartProblem } from './startProblem';
import { probeVersion } from './versionProbe';

// Room for several versions of a long script, so that most are gone before the collector looks for what lives on. A setting of the user's own counts more.
const memoryOfServer = { DOTNET_GCgen0size: '0x3000000' };

const restartDelay = 200;

/** The life of the language server: found, probed, started, stopped, started again. */
export class LanguageServer implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  private current: LanguageClient | undefined;
  private lastProblem: string | undefined;
  private startedWith: string | undefined;
  private turn: Promise<void> = Promise.resolve();

  /** Told whenever the server came up or went away. */
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly extensionPath: string,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  /** The client of the running server. */
  get client(): LanguageClient | undefined {
    return this.current?.state === State.Running ? this.current : undefined;
  }

  /** Why there is no server; undefined while there is one, or while it starts. */
  get problem(): string | undefined {
    return this.lastProblem;
  }

  /** Starts the server; what stands in the way is told to the person, never thrown. */
  start(): Promise<void> {
    return this.inTurn(() => this.startNow());
  }

  /** Ends the server, if there is one, and starts it anew with the settings of now. */
  restart(): Promise<void> {
    return this.inTurn(async () => {
      await this.stopNow();
      await this.startNow();
    });
  }

  /** Restarts the server if the settings name another program now than when it was started. */
  restartIfChanged(): void {
    // Settings also change without a new value, when a folder becomes trusted; and the running client has to tell its server of this change before it ends.
    setTimeout(() => {
      if (JSON.stringify(programSettings()) !== this.startedWith) {
        void this.restart();
      }
    }, restartDelay);
  }

  stop(): Promise<void> {
    return this.inTurn(() => this.stopNow());
  }

  dispose(): void {
    this.changed.dispose();
  }

  // One change after another: a second restart waits for the first.
  private inTurn(work: () => Promise<void>): Promise<void> {
    this.turn = this.turn.then(work, work);
    return this.turn;
  }

  private async startNow(): Promise<void> {
    const settings = programSettings();
    this.startedWith = JSON.stringify(settings);
    const dotnet = dotnetProgram(settings.dotnet);
    const bundled = vscode.Uri.joinPath(vscode.Uri.file(this.extensionPath), 'server', 'nn-language-server.dll').fsPath;
    const program = findProgram({ setting: settings.server, environment: process.env['NN_LANGUAGE_SERVER'], bundled });
    this.log.info(`language server: ${program.path} (${program.origin})`);
    const probe = await probeVersion(program.path, dotnet);
    if (!probe.works) {
      this.fail(probe.problem);
      return;
    }

    this.log.info(`language server: version ${probe.version}`);
    const command = commandFor(program.path, dotnet, []);
    const serverOptions: ServerOptions = { command: command.program, args: [...command.args], transport: TransportKind.stdio, options: { shell: false, env: { ...memoryOfServer, ...process.env } } };
    const clientOptions: LanguageClientOptions = {
      documentSelector: [{ language: 'nn', scheme: 'file' }, { language: 'nn', scheme: 'untitled' }, { language: 'nn', scheme: libraryScheme }],
      outputChannel: this.log,
    };
    const client = new LanguageClient('nn', 'nn', serverOptions, clientOptions);
    client.onDidChangeState(() => this.changed.fire());
    try {
      await client.start();
      this.current = client;
      this.lastProblem = undefined;
      this.changed.fire();
    } catch (error) {
      this.fail(error instanceof Error ? error.message : String(error));
    }
  }

  private async stopNow(): Promise<void> {
    const client = this.current;
    this.current = undefined;
    if (client !== undefined) {
      await client.dispose().catch((error: unknown) => this.log.warn(`while stopping: ${String(error)}`));
    }
  }

  private fail(problem: string): void {
    this.lastProblem = problem;
    this.changed.fire();
    void tellStartProblem(problem, this.log);
  }
}

function programSettings(): { readonly server: string; readonly dotnet: string } {
  const settings = vscode.workspace.getConfiguration('nn');
  return { server: settings.get<string>('server.path', ''), dotnet: settings.get<string>('dotnet.path', '') };
}
