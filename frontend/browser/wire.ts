import type { Page, WebSocketRoute } from '@playwright/test';

interface Call {
  name: string;
  args: unknown[];
  callbackID: string;
}

/** An answer in the place of Go's: none at all, an error of the house, or a value. */
export type Instead = { silent: true } | { error: { code: string; message: string } } | { result: unknown };

/** The socket between the page and Go, on which bound calls go by their names ("Overview.Get"). */
export class Wire {
  private readonly instead = new Map<string, Instead>();
  private readonly changes = new Map<string, (result: unknown) => unknown>();
  private readonly waiting = new Map<string, (result: unknown) => unknown>(); // by the call's own id
  /** The names of the calls that were asked for, in order. */
  readonly asked: string[] = [];

  static async between(page: Page): Promise<Wire> {
    const wire = new Wire();
    await page.routeWebSocket(/\/wails\/ipc/, (socket) => wire.carry(socket));
    return wire;
  }

  /** From now on a call is answered so; undefined: by Go again. */
  answer(name: string, instead?: Instead): void {
    if (instead) this.instead.set(name, instead);
    else this.instead.delete(name);
  }

  /** From now on what Go answers to a call is changed on its way. */
  change(name: string, how: (result: unknown) => unknown): void {
    this.changes.set(name, how);
  }

  /** How often a call was asked for. */
  times(name: string): number {
    return this.asked.filter((asked) => asked === name).length;
  }

  private carry(socket: WebSocketRoute): void {
    const server = socket.connectToServer();
    server.onMessage((message) => socket.send(this.changed(message)));
    socket.onMessage((message) => {
      const call = callIn(message);
      const name = call?.name.replace(/^bind\./, '') ?? '';
      if (name) this.asked.push(name);
      const instead = this.instead.get(name);
      const change = this.changes.get(name);
      if (call && change) this.waiting.set(call.callbackID, change);
      if (!call || !instead) return server.send(message);
      if ('silent' in instead) return;
      socket.send(`c${JSON.stringify({ callbackid: call.callbackID, ...answerOf(instead) })}`);
    });
  }

  private changed(message: string | Buffer): string | Buffer {
    if (this.waiting.size === 0 || typeof message !== 'string' || !message.startsWith('c{')) return message;
    const answer = JSON.parse(message.slice(1)) as { callbackid: string; result: unknown };
    const change = this.waiting.get(answer.callbackid);
    if (!change || !this.waiting.delete(answer.callbackid)) return message;
    return `c${JSON.stringify({ ...answer, result: change(answer.result) })}`;
  }
}

function callIn(message: string | Buffer): Call | undefined {
  return typeof message === 'string' && message.startsWith('C{') ? (JSON.parse(message.slice(1)) as Call) : undefined;
}

const answerOf = (instead: { error: unknown } | { result: unknown }) =>
  'error' in instead ? { result: null, error: JSON.stringify(instead.error) } : { result: instead.result, error: null };
