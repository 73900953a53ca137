import type { bind, lock } from '../api/backend';
import { golden } from './golden';
import { type Bound, world } from './render';

/** A window's lock as Go keeps it: while it is locked, nothing else answers. */
export interface Door {
  locked: boolean;
  passphrase: string;
  lock: lock.State;
  /** What was asked, "House.Status", in order. */
  asked: string[];
  /** What the window asks, to be put in the place of a world. */
  bound: Bound;
}

export const refusal = (code: string, message: string) => new Error(JSON.stringify({ code, message }));

const open = ['House.Status', 'House.Quit', 'LockScreen.State', 'LockScreen.Unlock', 'LockScreen.LockNow'];

/** A world behind a lock with a passphrase, "" for none. */
export function door(name: string, passphrase: string, changes: Bound = {}): Door {
  const d: Door = { locked: passphrase !== '', passphrase, lock: { ...golden<bind.LockView>('lock').lock, set: passphrase !== '', idle_minutes: 10 }, asked: [], bound: {} };
  const check = (typed: string) => {
    if (d.lock.wait_seconds > 0) throw refusal('wait', `Too many wrong passphrases; try again in ${d.lock.wait_seconds} seconds.`);
    if (typed !== d.passphrase) throw refusal('wrong_passphrase', 'This is not the passphrase.');
  };
  const own: Bound = {
    House: { Status: async () => ({ ...golden<bind.Status>('house-ready'), locked: d.locked }), Quit: async () => null },
    LockScreen: {
      State: async () => ({ locked: d.locked, lock: { ...d.lock } }),
      Unlock: async (typed: string) => {
        check(typed);
        d.locked = false;
        return null;
      },
      LockNow: async () => {
        d.locked = true;
        return null;
      },
      Set: async (typed: string, minutes: number) => {
        d.passphrase = typed;
        d.lock = { ...d.lock, set: true, idle_minutes: minutes };
        return null;
      },
      Change: async (old: string, typed: string) => {
        check(old);
        d.passphrase = typed;
        return null;
      },
      Remove: async (old: string) => {
        check(old);
        d.lock.set = false;
        return null;
      },
      SetIdle: async (minutes: number) => {
        d.lock.idle_minutes = minutes;
        return null;
      },
    },
  };
  const all = world(name);
  for (const [type, methods] of [...Object.entries(own), ...Object.entries(changes)]) all[type] = { ...all[type], ...methods };
  for (const [type, methods] of Object.entries(all)) {
    d.bound[type] = {};
    for (const [method, answer] of Object.entries(methods)) {
      const full = `${type}.${method}`;
      d.bound[type][method] = async (...given: never[]) => {
        d.asked.push(full);
        if (d.locked && !open.includes(full)) throw refusal('locked', 'The window is locked. Type your passphrase to open it.');
        return answer(...given);
      };
    }
  }
  return d;
}
