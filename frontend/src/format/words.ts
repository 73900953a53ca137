/** Words for each case are one record: the compiler finds the missing one. */
export type Level = 'unlimited' | 'calm' | 'near' | 'reached';

export const levelWords = {
  unlimited: 'No limit',
  calm: 'On course',
  near: '80 % used',
  reached: 'Limit reached',
} satisfies Record<Level, string>;

export const stateWords: Record<string, string> = {
  ok: 'Up to date',
  never_synced: 'Never read',
  stale: 'Out of date',
  key_refused: 'Key refused',
  scope_missing: 'Key may not read spend',
  rate_limited: 'Asked to wait',
  unreachable: 'Not reachable',
  bad_answer: 'Answer not understood',
  paused: 'Paused',
  days_missing: 'Days missing',
  not_published: 'Publishes no spend',
  not_yet: 'Not published yet',
};

export const basisWords: Record<string, string> = {
  billed: 'billed by the vendor',
  imported: 'imported from the vendor’s export',
  metered: 'metered by the gateway',
  estimated: 'estimated from tokens',
  subscription: 'subscription',
};

/** An account beside its service, "Research · OpenAI"; one that is called as its service is says it once. */
export function accountName(label: string, service: string): string {
  return label === service ? label : `${label} · ${service}`;
}

/** The level of an account as a word of ours, for a value that came over the bridge. */
export function asLevel(level: string): Level {
  return level in levelWords ? (level as Level) : 'unlimited';
}
