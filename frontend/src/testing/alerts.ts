import type { alert, channel } from '../api/backend';

const usd = (value: string) => ({ value, currency: 'USD' });

const sent: alert.Delivery = { channel: 'native', name: 'Notifications', status: 'sent', attempts: 1, next_try: null, sent_at: '2026-11-22T09:30:02Z', error: '' };

/** A level that was reached, unread, whose e-mail could not be delivered. */
export const reached: alert.Alert = {
  id: 'n1',
  kind: 'level',
  subject: 'b-all',
  label: 'Everything',
  level: 80,
  period: { start: '2026-11-01', end: '2026-12-01' },
  limit: usd('200.0000'),
  amount: usd('172.5000'),
  title: 'Everything: 80 % of its limit',
  body: '$172.50 of $200.00 spent, 1 Nov to 30 Nov 2026.',
  advice: 'Raise the limit in Budgets, or look at which project grew.',
  facts: [
    { label: 'Spent', value: '$172.50' },
    { label: 'How sure', value: 'billed by the vendor, may still change' },
  ],
  urgent: false,
  created_at: '2026-11-22T09:30:00Z',
  seen: false,
  withdrawn: false,
  deliveries: [sent, { channel: 'c-mail', name: 'Team mail', status: 'failed', attempts: 21, next_try: null, sent_at: null, error: 'The mail server smtp.example.org refused the password.' }],
};

/** A forecast that was withdrawn, read, and one delivery that waits for its next try. */
export const crossing: alert.Alert = {
  ...reached,
  id: 'n2',
  kind: 'crossing',
  title: 'Everything: will reach its limit',
  body: 'At this pace $200.00 is reached on 26 Nov, between 24 and 29 Nov.',
  advice: '',
  level: 100,
  facts: [],
  created_at: '2026-11-20T09:30:00Z',
  seen: true,
  deliveries: [sent, { channel: 'c-hook', name: 'Ops', status: 'pending', attempts: 2, next_try: '2026-11-22T10:00:00Z', sent_at: null, error: 'The server answered 500.' }],
};

/** An account that could not be read: no budget, no period. */
export const broken: alert.Alert = {
  ...reached,
  id: 'n3',
  kind: 'sync',
  subject: 'a1',
  label: 'Research',
  level: 0,
  period: undefined,
  limit: undefined,
  amount: undefined,
  title: 'Research has not been read since 19 Nov',
  body: 'The vendor refused the key.',
  advice: 'Paste a new key in Accounts.',
  facts: [],
  created_at: '2026-11-19T09:30:00Z',
  seen: true,
  deliveries: [],
};

export const alerts: alert.Alert[] = [reached, crossing, broken];

/** Chooses as Go does, among those given. */
export function choosing(list: alert.Alert[]) {
  return async (f: alert.Filter): Promise<alert.Alert[]> => {
    const after = f.before ? list.slice(list.findIndex((a) => a.id === f.before) + 1) : list;
    return after
      .filter((a) => !f.kind || a.kind === f.kind)
      .filter((a) => !f.subject || a.subject === f.subject)
      .filter((a) => !f.unseen || !a.seen)
      .filter((a) => !f.failed || a.deliveries.some((d) => d.status === 'failed'))
      .slice(0, f.most || 50);
  };
}

/** The desktop's own notifications: the one channel that is always there. */
export const native: channel.Channel = { id: 'native', kind: 'native', label: 'Notifications', on: true, address: '', has_secret: false, problem: '', created_at: '2026-10-01T08:00:00Z' };

export const mail: channel.Channel = {
  id: 'c-mail',
  kind: 'email',
  label: 'Team mail',
  on: true,
  email: { host: 'smtp.example.org', port: 587, security: 'starttls', username: 'ann@example.org', auth: 'auto', from: 'alerts@example.org', to: ['ann@example.org', 'bob@example.org'] },
  address: 'ann@example.org and 1 more',
  has_secret: true,
  problem: 'The mail server refused the password. Type it again.',
  created_at: '2026-11-01T08:00:00Z',
};

export const hook: channel.Channel = {
  id: 'c-hook',
  kind: 'webhook',
  label: 'Ops',
  on: false,
  webhook: { shape: 'slack', chat_id: '' },
  address: 'https://hooks.slack.com/…',
  has_secret: true,
  problem: '',
  created_at: '2026-11-02T08:00:00Z',
};

export const channels: channel.Channel[] = [native, mail, hook];
