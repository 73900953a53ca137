import { t } from '../words';

export type Level = 'unlimited' | 'calm' | 'near' | 'reached';

const levels = ['unlimited', 'calm', 'near', 'reached'] as const;

const states = [
  'ok',
  'never_synced',
  'stale',
  'key_refused',
  'scope_missing',
  'rate_limited',
  'unreachable',
  'bad_answer',
  'paused',
  'days_missing',
  'not_published',
  'not_yet',
] as const;

const bases = ['billed', 'imported', 'metered', 'estimated', 'subscription'] as const;

export const levelWords: Readonly<Record<Level, string>> = said(levels, (level) => t(`format.levels.${level}`));

export const stateWords: Readonly<Record<string, string>> = said(states, (state) => t(`format.states.${state}`));

export const basisWords: Readonly<Record<string, string>> = said(bases, (basis) => t(`format.bases.${basis}`));

/** A record whose words are those of the language that is spoken when they are read. */
function said<K extends string>(keys: readonly K[], word: (key: K) => string): Record<K, string> {
  const record = {} as Record<K, string>;
  for (const key of keys) Object.defineProperty(record, key, { enumerable: true, get: () => word(key) });
  return record;
}

/** An account beside its service, "Research · OpenAI"; one that is called as its service is says it once. */
export function accountName(label: string, service: string): string {
  return label === service ? label : `${label} · ${service}`;
}

/** The level of an account as a word of ours, for a value that came over the bridge. */
export function asLevel(level: string): Level {
  return level in levelWords ? (level as Level) : 'unlimited';
}
