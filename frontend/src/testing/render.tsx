import { render } from '@testing-library/react';
import axe from 'axe-core';
import type { ReactNode } from 'react';
import type { alert } from '../api/backend';
import { App, newClient } from '../app/app';
import { Shell } from '../app/shell';
import { choosing, native } from './alerts';
import { subjects } from './budgets';
import { idle } from './gateway';
import { golden, goldenOr } from './golden';

export { newClient };

/** Bound methods by screen, as the bridge has them. */
export type Bound = Record<string, Record<string, (...args: never[]) => Promise<unknown>>>;

/** Everything that the window asks, answered by a world's golden answers. */
export function world(name: string): Bound {
  return {
    Overview: { Get: async () => golden(`overview-${name}`) },
    Analytics: { Get: async () => golden(`analytics-${name}`), Presets: async () => golden('presets'), Choices: async () => golden(`choices-${name}`) },
    Activity: { Page: async () => golden(`activity-${name}`), Why: async () => golden('why-2026-11-18') },
    Accounts: {
      List: async () => golden(`accounts-${name}`),
      Providers: async () => golden('providers'),
      CheckKey: async () => ({ ok: true, state: 'form_ok', text: 'This looks like the right kind of key.', kind: '', reads: '', link: '' }),
      Recognise: async () => [],
    },
    Budgets: { List: async () => goldenOr(`budgets-${name}`, []), Subjects: async () => goldenOr(`subjects-${name}`, subjects) },
    Alerts: { List: choosing(golden<alert.Alert[]>(`alerts-${name}`)), Silences: async () => [], MarkSeen: async () => null },
    Channels: { List: async () => goldenOr('channels', [native]) },
    Settings: { Get: async () => golden('settings'), Save: async () => null },
    Sync: { State: async () => golden('sync-idle'), Now: async () => null, One: async () => null },
    House: { Status: async () => golden('house-ready') },
    LockScreen: { State: async () => golden('lock') },
    Tags: { List: async () => goldenOr(`tags-${name}`, []) },
    Rates: { List: async () => ({ rates: [], total: 0 }) },
    Gateway: { Get: async () => idle },
    Export: { State: async () => ({ running: false, path: '', entries: 0, done: false, error: null }) },
  };
}

/** The whole window in a world, on a screen; `changes` put other answers in the place of some. */
export function renderWindow(name: string, screen = '', changes: Bound = {}, client = newClient()): HTMLElement {
  bindWorld(name, changes);
  window.location.hash = screen;
  return render(
    <App client={client} env="test">
      <Shell />
    </App>,
  ).container;
}

/** One screen of a world, for what the window does not hand to it. */
export function renderScreen(name: string, screen: ReactNode, changes: Bound = {}): HTMLElement {
  bindWorld(name, changes);
  return render(
    <App client={newClient()} env="test">
      {screen}
    </App>,
  ).container;
}

function bindWorld(name: string, changes: Bound) {
  const bind = world(name);
  for (const [type, methods] of Object.entries(changes)) bind[type] = { ...bind[type], ...methods };
  Object.assign(window, { go: { bind } });
}

/** What a screen reader's user would stumble over, as sentences. */
export async function stumbles(container: HTMLElement): Promise<string[]> {
  // Colours need a real page; contrast is looked at there.
  const { violations } = await axe.run(container, { rules: { 'color-contrast': { enabled: false }, region: { enabled: false } } });
  return violations.map((v) => `${v.id}: ${v.help} (${v.nodes.map((n) => n.html).join(' ')})`);
}
