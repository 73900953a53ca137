import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import type { alert } from '../../api/backend';
import { alerts, broken, choosing, crossing, reached } from '../../testing/alerts';
import { budgets } from '../../testing/budgets';
import { type Bound, renderWindow, stumbles } from '../../testing/render';
import { speak } from '../../words';

afterEach(() => speak('en'));

/** The screen over alerts; `list` may change between two looks. */
function open(list: alert.Alert[] | (() => alert.Alert[]) = alerts, methods: Bound[string] = {}, where = 'alerts') {
  const ask = async (f: alert.Filter) => choosing(typeof list === 'function' ? list() : list)(f);
  return renderWindow('quiet', where, { Alerts: { List: ask as never, ...methods }, Budgets: { List: async () => budgets } });
}

const list = async () => within(await screen.findByRole('list', { name: 'Alerts' }));
const row = async (name: string) => within((await list()).getByRole('listitem', { name }));
const titles = async () => (await list()).getAllByRole('heading', { level: 2 }).map((h) => h.textContent);
const details = async (title: string) => userEvent.click(await screen.findByRole('button', { name: `Details of ${title}` }));

test('unread alerts say so in words, and how many there are stands in the navigation', async () => {
  open();
  expect((await row(reached.title)).getByText('Unread')).toBeInTheDocument();
  expect((await row(crossing.title)).queryByText('Unread')).toBeNull();
  expect(screen.getByRole('button', { name: 'Alerts, 1 unread' })).toHaveAttribute('aria-current', 'page');
});

test('where all is read, the navigation counts nothing', async () => {
  open([crossing]);
  expect(await screen.findByRole('button', { name: 'Alerts', current: 'page' })).toBeInTheDocument();
});

test('more unread alerts than are counted are “99+”', async () => {
  open(Array.from({ length: 130 }, (_, i) => ({ ...reached, id: `m${i}` })));
  expect(await screen.findByRole('button', { name: 'Alerts, 99+ unread' })).toBeInTheDocument();
});

test('alerts are filtered by kind, unread and failed deliveries, and a filter without any says so', async () => {
  open();
  expect(await titles()).toEqual([reached.title, crossing.title, broken.title]);
  await userEvent.click(screen.getByRole('checkbox', { name: 'Failed deliveries only' }));
  await waitFor(async () => expect(await titles()).toEqual([reached.title]));
  await userEvent.click(screen.getByRole('textbox', { name: 'Kind' }));
  await userEvent.click(await screen.findByRole('option', { name: 'Not read', hidden: true }));
  expect(await screen.findByText('No alert is like that.')).toBeInTheDocument();
  await userEvent.click(screen.getByRole('button', { name: 'Show all' }));
  await waitFor(async () => expect(await titles()).toHaveLength(3));
  await userEvent.click(screen.getByRole('checkbox', { name: 'Unread only' }));
  await waitFor(async () => expect(await titles()).toEqual([reached.title]));
});

test('older alerts are loaded after the last one', async () => {
  const many = Array.from({ length: 60 }, (_, i) => ({ ...broken, id: `m${i}`, title: `Number ${i}` }));
  const ask = vi.fn(async (f: alert.Filter) => choosing(many)(f));
  open([], { List: ask as never });
  await waitFor(async () => expect(await titles()).toHaveLength(50));
  await userEvent.click(screen.getByRole('button', { name: 'Load older' }));
  await waitFor(async () => expect(await titles()).toHaveLength(60));
  expect(ask).toHaveBeenCalledWith(expect.objectContaining({ before: 'm49', most: 50 }));
  expect(screen.queryByRole('button', { name: 'Load older' })).toBeNull();
});

test('one alert is marked as read, and all of them, those too that no list shows', async () => {
  let now = Array.from({ length: 130 }, (_, i) => ({ ...reached, id: `m${i}`, title: `Number ${i}` }));
  const seen = vi.fn(async (ids: string[]) => {
    now = now.map((a) => (ids.includes(a.id) ? { ...a, seen: true } : a));
  });
  open(() => now, { MarkSeen: seen as never });
  await userEvent.click(await screen.findByRole('button', { name: 'Mark as read: Number 0' }));
  await waitFor(() => expect(seen).toHaveBeenCalledExactlyOnceWith(['m0']));
  await userEvent.click(screen.getByRole('button', { name: 'Mark all as read' }));
  await waitFor(() => expect(now.every((a) => a.seen)).toBe(true));
  expect(await screen.findByRole('button', { name: 'Alerts', current: 'page' })).toBeInTheDocument();
  expect(screen.getByRole('button', { name: 'Mark all as read' })).toBeDisabled();
});

test('details say how sure, what to do, and what became of it on each channel', async () => {
  open();
  await details(reached.title);
  const li = await row(reached.title);
  expect(li.getByRole('region', { name: 'What to do' })).toHaveTextContent('Raise the limit in Budgets');
  expect(li.getByText('How sure').nextSibling).toHaveTextContent('billed by the vendor, may still change');
  expect(li.getByRole('listitem', { name: 'Notifications' })).toHaveTextContent(/Sent.*1 try · sent/);
  const mail = li.getByRole('listitem', { name: 'Team mail' });
  expect(mail).toHaveTextContent(/Failed.*21 tries · given up/);
  expect(mail).toHaveTextContent('refused the password');
});

test('facts that are called the same are all shown', async () => {
  const facts = [
    { label: 'Perhaps', value: 'A subscription is on it.' },
    { label: 'Perhaps', value: 'Days could not be read.' },
  ];
  const complaint = vi.spyOn(console, 'error');
  open([{ ...reached, facts }]);
  await details(reached.title);
  for (const { value } of facts) expect((await row(reached.title)).getByText(value)).toBeInTheDocument();
  expect(complaint).not.toHaveBeenCalled();
});

test('a delivery that waits says when it is tried next, and why it failed before', async () => {
  open();
  await details(crossing.title);
  const hook = (await row(crossing.title)).getByRole('listitem', { name: 'Ops' });
  expect(hook).toHaveTextContent(/Waiting.*2 tries · next try .*2026/);
  expect(hook).toHaveTextContent('The server answered 500.');
  expect((await row(crossing.title)).queryByRole('button', { name: 'Try again' })).toBeNull();
});

test('what failed is tried again', async () => {
  let now = alerts;
  const retry = vi.fn(async (_: string) => {
    now = [{ ...reached, deliveries: reached.deliveries.map((d) => (d.status === 'failed' ? { ...d, status: 'pending', attempts: 0 } : d)) }];
  });
  open(() => now, { Retry: retry as never });
  await details(reached.title);
  await userEvent.click((await row(reached.title)).getByRole('button', { name: 'Try again' }));
  expect(retry).toHaveBeenCalledExactlyOnceWith('n1');
  await waitFor(async () => expect((await row(reached.title)).getByRole('listitem', { name: 'Team mail' })).toHaveTextContent('Waiting'));
  expect(screen.getByText('It is sent again now.')).toBeInTheDocument();
});

test('an alert that was sent nowhere leads to the channels', async () => {
  open();
  await details(broken.title);
  await userEvent.click((await row(broken.title)).getByRole('button', { name: 'Set up a channel' }));
  expect(await screen.findByRole('list', { name: 'Channels' })).toBeInTheDocument();
});

test('what a channel sends is shown as text, its HTML too', async () => {
  const html = '<h1>Everything</h1><img src="https://tracker.example/x.png" onerror="alert(1)">';
  const preview = vi.fn(async (_id: string, _channel: string) => ({ subject: 'Everything: 80 %', text: 'Spent $172.50\nof $200.00', html }));
  open(alerts, { Preview: preview as never });
  await details(reached.title);
  await userEvent.click(await screen.findByRole('button', { name: 'What Team mail gets' }));
  const dialog = await screen.findByRole('dialog', { name: 'What Team mail gets' });
  expect(await within(dialog).findByText(/Spent \$172\.50/)).toBeInTheDocument();
  expect(within(dialog).getByText('Everything: 80 %')).toBeInTheDocument();
  expect(preview).toHaveBeenCalledWith('n1', 'c-mail');
  await userEvent.click(within(dialog).getByRole('tab', { name: 'HTML source' }));
  expect(await within(dialog).findByText(html)).toBeInTheDocument();
  expect(dialog.querySelector('img, iframe')).toBeNull();
  expect(await stumbles(dialog)).toEqual([]);
});

test.each([
  [0, 'Snooze for a day', { subject: 'b-all', kind: 'level', label: 'Everything' }],
  [1, 'Snooze for a week', { subject: 'b-all', kind: '', label: 'Everything' }],
  [2, 'Mute for good', { subject: '', kind: 'level', label: '', until: null }],
])('an alert’s menu, part %d: %s', async (group, item, wanted) => {
  const silence = vi.fn(async (_: alert.Silence) => null);
  open([reached], { Silence: silence as never });
  await userEvent.click(await screen.findByRole('button', { name: 'Snooze alerts of Everything' }));
  await userEvent.click((await screen.findAllByRole('menuitem', { name: item }))[group] as HTMLElement);
  await waitFor(() => expect(silence).toHaveBeenCalledOnce());
  expect(silence.mock.calls[0]?.[0]).toMatchObject(wanted);
});

test('what is silenced is listed, with a way to end each', async () => {
  let now: alert.Silence[] = [
    { subject: 'b-nightly', label: 'Research', kind: '', until: '2026-11-29T12:00:00Z' }, // by the budget's title, not the account's name
    { subject: '', label: '', kind: 'runaway', until: null },
  ];
  const end = vi.fn(async (subject: string, kind: string) => {
    now = now.filter((s) => s.subject !== subject || s.kind !== kind);
  });
  open(alerts, { Silences: async () => now, Unsilence: end as never });
  const panel = within(await screen.findByRole('region', { name: 'Snoozed and muted' }));
  expect(await panel.findByText(/Nightly batch, all its alerts: snoozed until Nov 29, 2026/)).toBeInTheDocument();
  await userEvent.click(panel.getByRole('button', { name: 'End: “Runaway day”, wherever it happens: muted' }));
  await waitFor(() => expect(end).toHaveBeenCalledExactlyOnceWith('', 'runaway'));
  await waitFor(() => expect(panel.queryByText(/Runaway day/)).toBeNull());
});

test('a silence that is refused says why', async () => {
  const refuse = async () => {
    throw new Error('{"code":"locked","message":"Another program holds the database. Try again."}');
  };
  open([reached], { Silence: refuse });
  await userEvent.click(await screen.findByRole('button', { name: 'Snooze alerts of Everything' }));
  await userEvent.click((await screen.findAllByRole('menuitem', { name: 'Mute for good' }))[0] as HTMLElement);
  expect(await screen.findByRole('alert')).toHaveTextContent('Another program holds the database');
});

test('an alert leads to its budget', async () => {
  open();
  await userEvent.click(await screen.findByRole('button', { name: `Go to the budget of ${reached.title}` }));
  expect(await screen.findByRole('heading', { name: 'Budgets' })).toBeInTheDocument();
  expect(window.location.hash).toBe('#budgets/b-all');
});

test('an alert that was asked for stands open, although it is too old for the list', async () => {
  open([crossing], { Get: async () => reached }, 'alerts/n1');
  expect((await row(crossing.title)).getByRole('heading')).toBeInTheDocument();
  expect(await screen.findByRole('region', { name: `Deliveries of ${reached.title}` })).toBeInTheDocument();
  await waitFor(async () => expect((await list()).getByRole('listitem', { name: reached.title })).toHaveFocus());
});

test('a vendor’s words are text', async () => {
  const wild = `<img src=x onerror=alert(1)>\u202e${'x'.repeat(10_000)}`;
  open([{ ...reached, title: wild, body: wild, advice: wild, facts: [{ label: wild, value: wild }] }]);
  await details(wild);
  expect((await row(wild)).getAllByText(wild).length).toBeGreaterThan(3);
  expect(document.querySelector('img')).toBeNull();
});

test.each([
  ['none', []],
  ['some', alerts],
])('nobody stumbles over %s', async (_, some) => {
  const container = open(some, { Silences: async () => [{ subject: '', label: '', kind: 'runaway', until: null }] });
  await screen.findByRole('region', { name: 'Snoozed and muted' });
  if (some.length > 0) await details(reached.title);
  expect(await stumbles(container)).toEqual([]);
});

test('1,000 alerts with titles of every sort are text, page by page', async () => {
  const hostile = ['<img src=x onerror="window.hurt=1">', 'تنبيه ‮evil', 'x'.repeat(10_000)];
  open(Array.from({ length: 1000 }, (_, i) => ({ ...reached, id: `m${i}`, title: hostile[i] ?? `Number ${i}`, body: hostile[i] ?? '', label: hostile[i] ?? 'Everything' })));
  await waitFor(() => expect(document.querySelectorAll('li.alert')).toHaveLength(50));
  expect([...document.querySelectorAll('li.alert h2')].slice(0, hostile.length).map((h) => h.textContent)).toEqual(hostile);
  expect(document.querySelector('img')).toBeNull();
});

test('alerts and channels speak German', async () => {
  await speak('de');
  open();
  expect(await screen.findByRole('heading', { name: 'Warnungen' })).toBeInTheDocument();
  expect((await screen.findAllByText('Ungelesen'))[0]).toBeInTheDocument();
  await userEvent.click(screen.getByRole('tab', { name: 'Kanäle' }));
  await userEvent.click(await screen.findByRole('button', { name: 'Webhook hinzufügen' }));
  expect(await screen.findByText(/^Outlay sendet JSON/)).toBeInTheDocument();
});
