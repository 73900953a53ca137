import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import type { ledger, outlook, report, tag } from '../../api/backend';
import { everything as budget } from '../../testing/budgets';
import { golden } from '../../testing/golden';
import { type Bound, renderWindow, stumbles } from '../../testing/render';
import { speak } from '../../words';

afterEach(() => speak('en'));

const byTag = golden<report.Analytics>('analytics-workshop-by-tag');
const tags = golden<tag.Tag[]>('tags-workshop');
const account = tags[0]?.parts[0]?.account ?? '';

const ofTag = (subject: string, title = subject): outlook.State => ({ ...budget, title, of: subject, budget: { ...budget.budget, id: `b-${title}`, scope: 'tag', subject } });

/** The screen over tags; `list` may change between two looks. */
function open(list: tag.Tag[] | (() => tag.Tag[]) = tags, changes: Bound = {}) {
  const { Tags, Analytics, ...rest } = changes;
  return renderWindow('quiet', 'tags', {
    ...rest,
    Analytics: { Get: async () => byTag, Choices: async () => golden('choices-workshop'), ...Analytics },
    Tags: { List: async () => (typeof list === 'function' ? list() : list), ...Tags },
  });
}

const row = async (name: string) => within(await screen.findByRole('listitem', { name }));
const dialogOf = async (name: string) => within(await screen.findByRole('dialog', { name }));
const choose = async (words: string) => {
  await userEvent.click(screen.getByRole('textbox', { name: 'What is under it' }));
  await userEvent.click(await screen.findByRole('option', { name: words, hidden: true }));
};

test('each tag says what is under it, by the names that people know, and what it cost this month', async () => {
  const ask = vi.fn(async (_: report.Question) => byTag);
  open(tags, { Analytics: { Get: ask as never } });
  const blue = await row('Team blue');
  expect(await blue.findByText('$93.50')).toBeInTheDocument();
  expect(blue.getByText('November 2026 so far')).toBeInTheDocument();
  expect(within(blue.getByRole('list', { name: 'What is in Team blue' })).getAllByRole('listitem').map((l) => l.textContent)).toEqual(['App, project of Workshop', 'Web shop, project of Workshop']);
  expect(ask).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ by: 'tag', from: '2026-11-01', through: '2026-11-22', compare: false, tags: [] }));
  expect(screen.getByText(/stands under both, so the rows add up to another sum/)).toBeInTheDocument();
});

test('a tag with nothing spent says so, and one whose account was not read is not known', async () => {
  const gap: report.Gap = { account, label: 'Workshop', state: 'key_refused', reason: 'The vendor refused the key.', from: null, through: null };
  const known: tag.Tag = { name: 'Idle', parts: [{ account: 'other', of: 'account', key: '' }] };
  open([...tags, known], { Analytics: { Get: async () => ({ ...byTag, gaps: [gap], rows: byTag.rows.filter((r) => r.key !== 'Client Acme') }) } });
  expect(await (await row('Client Acme')).findByText('Not known')).toBeInTheDocument();
  expect((await row('Client Acme')).queryByText(/\$0/)).toBeNull();
  expect((await row('Client Acme')).getByText('Not all is known: Workshop could not be read whole. Accounts says why.')).toBeInTheDocument();
  expect((await row('Team blue')).getByText('at least')).toBeInTheDocument();
  expect((await row('Idle')).getByText('No spend')).toBeInTheDocument();
});

test('where the costs cannot be asked, the tags are there all the same', async () => {
  const refuse = async () => {
    throw new Error('{"code":"held","message":"Another program holds the database."}');
  };
  open(tags, { Analytics: { Get: refuse } });
  expect(await screen.findByText(/What each tag cost could not be asked: Another program holds the database\./)).toBeInTheDocument();
  expect((await row('Team blue')).getByText('Not known')).toBeInTheDocument();
});

test('a tag is made of an account and a key of it, and what lacks is said first', async () => {
  let now = tags;
  const put = vi.fn(async (name: string, parts: ledger.Part[]) => {
    now = [...now, { name, parts }];
  });
  open(() => now, { Tags: { Put: put as never } });
  await userEvent.click(await screen.findByRole('button', { name: 'New tag' }));
  const dialog = await dialogOf('New tag');
  await userEvent.click(dialog.getByRole('button', { name: 'Save tag' }));
  expect(dialog.getByText('Give it a name.')).toBeInTheDocument();
  expect(dialog.getByText('Choose at least one account, project or key.')).toBeInTheDocument();
  await userEvent.type(dialog.getByLabelText('Name'), 'Team blue');
  expect(dialog.getByText(/Another tag is called that already/)).toBeInTheDocument();
  await userEvent.clear(dialog.getByLabelText('Name'));
  await userEvent.type(dialog.getByLabelText('Name'), '  Client   Beta ');
  await choose('Workshop, whole account');
  await choose('Web server, key of Workshop');
  await userEvent.click(dialog.getByRole('button', { name: 'Save tag' }));
  await waitFor(() =>
    expect(put).toHaveBeenCalledExactlyOnceWith('Client Beta', [
      { account, of: 'account', key: '' },
      { account, of: 'key', key: 'key_proj_web' },
    ]),
  );
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
});

test('a name has at most 60 characters, and an emoji is one', async () => {
  const put = vi.fn(async (_name: string, _parts: ledger.Part[]) => null);
  open(tags, { Tags: { Put: put as never } });
  await userEvent.click(await screen.findByRole('button', { name: 'New tag' }));
  const dialog = await dialogOf('New tag');
  await userEvent.click(dialog.getByLabelText('Name'));
  await userEvent.paste('🦊'.repeat(61));
  await choose('Workshop, whole account');
  await userEvent.click(dialog.getByRole('button', { name: 'Save tag' }));
  expect(dialog.getByText('A name has at most 60 characters; this one has 61.')).toBeInTheDocument();
  expect(put).not.toHaveBeenCalled();
  await userEvent.clear(dialog.getByLabelText('Name'));
  await userEvent.click(dialog.getByLabelText('Name'));
  await userEvent.paste('🦊'.repeat(60));
  await userEvent.click(dialog.getByRole('button', { name: 'Save tag' }));
  await waitFor(() => expect(put).toHaveBeenCalledOnce());
});

test('another name says that the budgets go with it, and a refusal keeps what was typed', async () => {
  const change = vi.fn(async (_old: string, _name: string, _parts: ledger.Part[]) => {
    throw new Error('{"code":"not_found","message":"There is no such tag; it may have been removed meanwhile."}');
  });
  open(tags, { Tags: { Change: change as never }, Budgets: { List: async () => [ofTag('Client Acme', 'Retainer'), ofTag('Team blue')] } });
  await userEvent.click(await screen.findByRole('button', { name: 'Edit Client Acme' }));
  const dialog = await dialogOf('Edit Client Acme');
  expect(dialog.queryByText(/Its budget/)).toBeNull();
  await userEvent.type(dialog.getByLabelText('Name'), ' Inc');
  expect(dialog.getByText('Its budget, Retainer, is of the new name from then on and keeps its history.')).toBeInTheDocument();
  await userEvent.click(dialog.getByRole('button', { name: 'Save tag' }));
  expect(await dialog.findByRole('alert')).toHaveTextContent('There is no such tag');
  expect(change).toHaveBeenCalledExactlyOnceWith('Client Acme', 'Client Acme Inc', [{ account, of: 'project', key: 'proj_web' }]);
  expect(dialog.getByLabelText('Name')).toHaveValue('Client Acme Inc');
});

test('removing says which budgets refer to it, and keeps the spend', async () => {
  const put = vi.fn(async (_name: string, _parts: ledger.Part[]) => null);
  open(tags, { Tags: { Put: put as never }, Budgets: { List: async () => [ofTag('Client Acme', 'Retainer'), ofTag('Client Acme', 'Extras')] } });
  await userEvent.click(await screen.findByRole('button', { name: 'Remove Client Acme' }));
  const dialog = await dialogOf('Remove Client Acme');
  expect(await dialog.findByText(/^Its 2 budgets, Retainer and Extras, stay in the list but count nothing new/)).toBeInTheDocument();
  expect(put).not.toHaveBeenCalled();
  await userEvent.click(dialog.getByRole('button', { name: 'Remove tag' }));
  await waitFor(() => expect(put).toHaveBeenCalledExactlyOnceWith('Client Acme', []));
});

test('a tag leads to its analytics, its budgets and its invoice', async () => {
  open(tags, { Budgets: { List: async () => [ofTag('Client Acme', 'Retainer')] } });
  await userEvent.click(await screen.findByRole('button', { name: 'Export an invoice of Client Acme' }));
  const dialog = await screen.findByRole('dialog', { name: /Export/ });
  expect(await within(dialog).findByRole('radio', { name: /Invoice-ready/ })).toBeChecked();
  expect(within(dialog).getByRole('textbox', { name: 'Tag' })).toHaveValue('Client Acme');
  await userEvent.keyboard('{Escape}');
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  await userEvent.click((await row('Client Acme')).getByRole('button', { name: 'Retainer' }));
  expect(window.location.hash).toBe('#budgets/b-Retainer');
  window.location.hash = 'tags';
  await userEvent.click(await screen.findByRole('button', { name: 'Analytics of Client Acme' }));
  expect(window.location.hash).toBe('#analytics/tag=Client+Acme');
});

test('where there is no tag yet, an example says what one is for', async () => {
  open([]);
  expect(await screen.findByText(/An agency bills its client Acme/)).toBeInTheDocument();
  await userEvent.click(screen.getByRole('button', { name: 'Make the first tag' }));
  expect(await screen.findByRole('dialog', { name: 'New tag' })).toBeInTheDocument();
});

test('without an account there is nothing to put under one', async () => {
  open([], { Analytics: { Choices: async () => golden('choices-empty') } });
  await userEvent.click(await screen.findByRole('button', { name: 'Go to accounts' }));
  expect(window.location.hash).toBe('#accounts');
});

test('200 tags with names of every sort are text, and are searched by what is in them', async () => {
  const hostile = ['<img src=x onerror="window.hurt=1">', 'لوحة العميل‮evil', '🦊🦊🦊', 'x'.repeat(60)];
  const many: tag.Tag[] = Array.from({ length: 200 }, (_, i) => ({ name: hostile[i] ?? `Client ${i}`, parts: [{ account, of: 'project', key: i === 150 ? 'proj_web' : i < 4 ? 'p'.repeat(10_000) : `p${i}` }] }));
  open(many);
  const names = () => [...document.querySelectorAll('li.tag')].map((l) => l.getAttribute('aria-label'));
  await screen.findByText(hostile[0] ?? '');
  expect(names().slice(0, hostile.length)).toEqual(hostile);
  expect(names()).toHaveLength(50);
  expect(document.querySelector('img')).toBeNull();
  await userEvent.click(screen.getByRole('searchbox', { name: 'Find a tag' }));
  await userEvent.paste('web shop');
  expect(await screen.findByText('1 tag')).toBeInTheDocument();
  await waitFor(() => expect(names()).toEqual(['Client 150']));
  await userEvent.paste('!');
  expect(await screen.findByText(/No tag is called like that/)).toBeInTheDocument();
  await userEvent.click(screen.getByRole('button', { name: 'Show all' }));
  await waitFor(() => expect(names()).toHaveLength(50));
  await userEvent.click(screen.getByRole('button', { name: 'Show 150 more' }));
  expect(names()).toHaveLength(200);
});

test('of 500 projects typing finds the one', async () => {
  const choices = golden<report.Choices>('choices-workshop');
  const projects = Array.from({ length: 500 }, (_, i) => ({ key: `proj_${i}`, account, label: `Number ${i}` }));
  open(tags, { Analytics: { Choices: async () => ({ ...choices, projects }) } });
  await userEvent.click(await screen.findByRole('button', { name: 'New tag' }));
  await dialogOf('New tag');
  const field = screen.getByRole('textbox', { name: 'What is under it' });
  await userEvent.click(field);
  expect(screen.queryByRole('option', { name: /Number 499/, hidden: true })).toBeNull();
  await userEvent.paste('number 499');
  expect(await screen.findByRole('option', { name: 'Number 499, project of Workshop', hidden: true })).toBeInTheDocument();
  expect(screen.getByText(/Of more than 100 in the list, typing finds the others/)).toBeInTheDocument();
});

test('a tag of many parts shows the first, and all where that is asked', async () => {
  open([{ name: 'Wide', parts: Array.from({ length: 40 }, (_, i) => ({ account, of: 'key', key: `k${i}` })) }]);
  const parts = async () => within((await row('Wide')).getByRole('list', { name: 'What is in Wide' })).getAllByRole('listitem');
  expect(await parts()).toHaveLength(6);
  await userEvent.click((await row('Wide')).getByRole('button', { name: 'Show 34 more' }));
  expect(await parts()).toHaveLength(40);
});

test('the form for a new one opens by the command palette', async () => {
  open();
  await row('Team blue');
  await userEvent.keyboard('{Control>}k{/Control}');
  await userEvent.keyboard('new tag{Enter}');
  expect(await screen.findByRole('dialog', { name: 'New tag' })).toBeInTheDocument();
});

test('tags speak German', async () => {
  await speak('de');
  open();
  expect(await screen.findByRole('heading', { name: 'Schlagwörter' })).toBeInTheDocument();
  await userEvent.click(screen.getByRole('button', { name: 'Team blue entfernen' }));
  expect(await screen.findByRole('dialog', { name: 'Team blue entfernen' })).toBeInTheDocument();
});

test('nobody stumbles over the tags and their dialogs', async () => {
  const container = open();
  await row('Team blue');
  expect(await stumbles(container)).toEqual([]);
  for (const name of ['New tag', 'Edit Team blue', 'Remove Team blue']) {
    await userEvent.click(screen.getByRole('button', { name }));
    expect(await stumbles(await screen.findByRole('dialog', { name }))).toEqual([]);
    await userEvent.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  }
});
