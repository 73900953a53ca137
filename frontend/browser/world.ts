/* eslint-disable no-empty-pattern -- Playwright reads from the pattern which fixtures one needs. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { expect, test as base, type Page } from '@playwright/test';
import { Wire } from './wire';

const root = join(import.meta.dirname, '..', '..');
const bin = (name: string) => join(root, 'build', 'bin', name);
const run = promisify(execFile);

/** When everything happens: the programs' clock, the page's, and that of the simulated vendors. */
export const now = '2026-11-22T12:00:00Z';

/** A running window whose page any browser on this machine can open. */
export interface Program {
  url: string;
  /** The folder of its profile; "" for sample data. */
  dir: string;
  /** Runs the terminal program on the same profile and returns its JSON answer. */
  terminal: (args: string[], secret?: string) => Promise<unknown>;
  stop: () => Promise<void>;
}

/** The simulated vendors as a program of their own. */
export interface Vendors {
  /** How a client reaches one: its address, a key, and plain fields. */
  account: (vendor: string) => Promise<{ base: string; key: string; fields: Record<string, string> }>;
  /** A vendor's own sum of some days, in USD; OpenAI's where none is named. */
  sum: (from: string, through: string, vendor?: string) => Promise<string>;
  stop: () => Promise<void>;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  const hard = setTimeout(() => child.kill('SIGKILL'), 8000);
  child.kill('SIGTERM');
  await ended;
  clearTimeout(hard);
}

/** Answers when the page does; fails with the program's end. */
async function answering(url: string, child: ChildProcess): Promise<void> {
  while (child.exitCode === null) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((next) => setTimeout(next, 50));
  }
  throw new Error('outlay-dev ended at its start; build/out/browser.log says why');
}

/** Opens a window on sample data, on a profile that is there, or on a new one that is gone with it. */
export async function start(sample: boolean, profile = ''): Promise<Program> {
  const dir = sample ? '' : profile || (await mkdtemp(join(tmpdir(), 'outlay-browser-')));
  const url = `http://127.0.0.1:${await freePort()}`;
  const log = await open(join(root, 'build', 'out', 'browser.log'), 'a');
  const env = { ...process.env, OUTLAY_NOW: now, OUTLAY_DATA_DIR: dir };
  const child = spawn(bin('outlay-dev'), sample ? ['--demo'] : [], {
    env: { ...env, devserver: url.slice('http://'.length), assetdir: join(root, 'frontend', 'dist') },
    stdio: ['ignore', log.fd, log.fd],
  });
  const terminal = async (args: string[], secret = '') => {
    const asked = run(bin('outlayctl'), [...args, '--json'], { env, maxBuffer: 1 << 26 });
    if (secret) asked.child.stdin?.write(secret);
    asked.child.stdin?.end();
    return JSON.parse((await asked).stdout) as unknown;
  };
  const stop = async () => {
    await end(child);
    await log.close();
    if (dir && !profile) await rm(dir, { recursive: true, force: true });
  };
  await answering(url, child);
  return { url, dir, terminal, stop };
}

async function startVendors(): Promise<Vendors> {
  const child = spawn(bin('outlay-simulator'), ['--token', 'browser'], { env: { ...process.env, OUTLAY_NOW: now }, stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const { base_url: url } = JSON.parse(line) as { base_url: string };
  const ask = async (path: string) => (await fetch(url + path, { headers: { 'X-Simulator-Token': 'browser' } })).json();
  return {
    account: async (vendor) => {
      const to = (await ask(`/_sim/account?vendor=${vendor}`)) as { path: string; key: string; fields: Record<string, string> | null };
      return { base: url + to.path, key: to.key, fields: to.fields ?? {} };
    },
    sum: async (from, through, vendor = '') => ((await ask(`/_sim/sum?from=${from}&to=${through}&vendor=${vendor}`)) as { totals: { value: string }[] }).totals[0]?.value ?? '',
    stop: () => end(child),
  };
}

interface Each {
  /** The calls between the page and Go: held back, refused, or let through. */
  wire: Wire;
  /** Opens a page of a window and waits until its address is shown. */
  visit: (program: Program, at?: string) => Promise<Page>;
  /** A window on an empty profile of this test alone. */
  fresh: Program;
  /** Opens a page of a window on a profile that is there, by the clock of the machine. */
  visitProfile: (dir: string) => Promise<void>;
}

interface Shared {
  /** A window on sample data, shared: leave it as it was. */
  demo: Program;
  vendors: Vendors;
}

export const test = base.extend<Each, Shared>({
  demo: [
    async ({}, use) => {
      const program = await start(true);
      await use(program);
      await program.stop();
    },
    { scope: 'worker' },
  ],
  vendors: [
    async ({}, use) => {
      const vendors = await startVendors();
      await use(vendors);
      await vendors.stop();
    },
    { scope: 'worker' },
  ],
  fresh: async ({}, use) => {
    const program = await start(false);
    await use(program);
    await program.stop();
  },
  visitProfile: async ({ page }, use) => {
    const started: Program[] = [];
    await use(async (dir) => {
      const program = await start(false, dir);
      started.push(program);
      await page.goto(program.url);
    });
    for (const program of started) await program.stop();
  },
  wire: async ({ page }, use) => use(await Wire.between(page)),
  visit: async ({ page, wire }, use) => {
    expect(wire.asked).toEqual([]); // it has to lie before the first page
    await use(async (program, at = '') => {
      await page.clock.setFixedTime(now);
      await page.goto(`${program.url}/#${at}`);
      return page;
    });
  },
});

export { expect };
