import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import type { report } from '../../api/backend';
import { everything } from '../../format/filter';
import { golden } from '../../testing/golden';
import { type Bound, renderWindow, stumbles } from '../../testing/render';
import { speak } from '../../words';

const path = '/home/ann/Documents/outlay-2026-11.csv';
const none = { running: false, path: '', entries: 0, done: false, error: null as { code: string; message: string } | null };

afterEach(async () => {
  Reflect.deleteProperty(window, 'runtime');
  await speak('en');
});

/** A window in which an export can be started, and what the system, Go and its events say meanwhile. */
function exporting(changes: Bound = {}) {
  const go = { state: { ...none }, chosen: path };
  const start = vi.fn(async (..._asked: unknown[]) => {
    if (go.chosen) go.state = { ...none, running: true, path: go.chosen };
    return go.chosen;
  });
  const cancel = vi.fn(async () => {
    go.state = { ...go.state, running: false };
    return null;
  });
  const folder = vi.fn(async () => null);
  const page = vi.fn(async (_: report.ActivityQuestion) => golden<report.ActivityPage>('activity-workshop'));
  let hear: (topic: string) => void = () => undefined;
  const EventsOnMultiple = (_: string, call: typeof hear) => {
    hear = call;
    return () => undefined;
  };
  const copied: string[] = [];
  Object.assign(window, { runtime: { EventsOnMultiple, ClipboardSetText: async (text: string) => copied.push(text) > 0 } });
  /** How the file goes on, as the window hears of it. */
  const tell = (state: Partial<typeof none>) => {
    go.state = { ...go.state, ...state };
    hear('export');
  };
  const bound: Bound = {
    Analytics: { Choices: async () => golden('choices-workshop') },
    Activity: { Page: page as never },
    Export: { Start: start as never, State: async () => go.state, Cancel: cancel, OpenFolder: folder },
    ...changes,
  };
  return { bound, go, start, cancel, folder, page, tell, copied };
}

/** The window on a screen, with the export's dialog opened by its key. */
async function open(hash = 'settings', world = exporting()) {
  const container = renderWindow('every-kind', hash, world.bound);
  await screen.findByRole('main');
  await screen.findByRole('heading', { level: 1 });
  await userEvent.keyboard('{Control>}e{/Control}');
  return { ...world, container, dialog: within(await screen.findByRole('dialog', { name: 'Export' })) };
}

const save = () => screen.getByRole('button', { name: 'Save as …' });

test('from anywhere a key asks what to export: this month, as CSV, what counts', async () => {
  const { dialog, start, page } = await open();
  expect(await dialog.findByText('123 entries, together $10,000,005.00')).toBeInTheDocument();
  expect(page.mock.lastCall?.[0]).toMatchObject({ from: '2026-11-01', through: '2026-11-22', counted: true });
  expect(dialog.queryByRole('radiogroup', { name: 'Entries' })).toBeNull(); // nothing is narrowed here
  await userEvent.click(save());
  expect(start).toHaveBeenCalledExactlyOnceWith('csv', '2026-11-01', '2026-11-22', { ...everything, text: '' });
});

test('the palette knows the export, and the list of keys its key', async () => {
  renderWindow('every-kind', 'settings', exporting().bound);
  await screen.findByRole('heading', { level: 1 });
  await userEvent.keyboard('{Control>}k{/Control}');
  await userEvent.type(await screen.findByRole('combobox'), 'spreadsheet');
  expect(screen.getByRole('option', { name: /Export …/ })).toHaveTextContent('CtrlE');
  await userEvent.keyboard('{Enter}');
  expect(await screen.findByRole('dialog', { name: 'Export' })).toBeInTheDocument();
});

test('each form says what the file will hold, in words and by columns', async () => {
  const { dialog } = await open();
  const says = [
    ['CSV', /A line for each entry: its day/, 'account_id, account, service, day'],
    ['JSON', /An object for each entry/, 'project_name'],
    ['FOCUS 1.2', /columns of the FinOps standard/, 'BilledCost, BillingAccountId'],
    ['Invoice-ready CSV per tag', /then a total in each currency/, 'month, service, line, model'],
  ] as const;
  for (const [name, words, named] of says) {
    await userEvent.click(await dialog.findByRole('radio', { name }));
    expect(dialog.getByText(words)).toBeInTheDocument();
    expect(dialog.getByText((text) => text.includes(named))).toBeInTheDocument();
  }
});

test('the form that was used last is there again', async () => {
  const { dialog } = await open();
  await userEvent.click(await dialog.findByRole('radio', { name: 'FOCUS 1.2' }));
  await userEvent.click(dialog.getByRole('button', { name: 'Cancel' }));
  expect(screen.queryByRole('dialog')).toBeNull();
  await userEvent.keyboard('{Control>}e{/Control}');
  expect(await screen.findByRole('radio', { name: 'FOCUS 1.2' })).toBeChecked();
});

test('a narrowed view is named in words, and exported as it is', async () => {
  const { dialog, start, page } = await open('activity/from=2026-11-02&through=2026-11-20&text=input&model=gpt-5.4&tag=Client+Acme&sort=-day');
  const group = within(await dialog.findByRole('radiogroup', { name: 'Entries' }));
  expect(group.getByRole('radio', { name: 'Those of this view that count' })).toBeChecked();
  expect(group.getAllByRole('listitem').map((li) => li.textContent)).toEqual(['Models: gpt-5.4', 'Tags: Client Acme', 'Search: input']);
  expect(dialog.getByRole('textbox', { name: 'Days' })).toHaveValue('Those of this view');
  await waitFor(() => expect(page.mock.lastCall?.[0]).toMatchObject({ from: '2026-11-02', models: ['gpt-5.4'], text: 'input', counted: true }));
  await userEvent.click(save());
  expect(start).toHaveBeenLastCalledWith('csv', '2026-11-02', '2026-11-20', { ...everything, models: ['gpt-5.4'], tags: ['Client Acme'], text: 'input' });
});

test('everything can be exported from a narrowed view, and of other days', async () => {
  const { dialog, start } = await open('activity/from=2026-11-02&through=2026-11-20&text=input&sort=-day');
  await userEvent.click(await dialog.findByRole('radio', { name: 'All that count' }));
  await userEvent.click(dialog.getByRole('textbox', { name: 'Days' }));
  await userEvent.click(await screen.findByRole('option', { name: 'Last month' }));
  expect(dialog.getByLabelText('From')).toHaveValue('2026-10-01');
  await userEvent.click(save());
  expect(start).toHaveBeenLastCalledWith('csv', '2026-10-01', '2026-10-31', { ...everything, text: '' });
});

test('an invoice needs its tag, whose entries alone are in it', async () => {
  const { dialog, start } = await open();
  await userEvent.click(await dialog.findByRole('radio', { name: 'Invoice-ready CSV per tag' }));
  expect(dialog.getByText('Choose the tag that the file is for.')).toBeInTheDocument();
  expect(save()).toBeDisabled();
  await userEvent.click(dialog.getByRole('textbox', { name: 'Tag' }));
  await userEvent.click(await screen.findByRole('option', { name: 'Team blue' }));
  await userEvent.click(save());
  expect(start).toHaveBeenLastCalledWith('invoice', '2026-11-01', '2026-11-22', { ...everything, tags: ['Team blue'], text: '' });
});

test('an invoice of a view has its own tag in the place of the view’s', async () => {
  const { dialog, start } = await open('activity/text=input&tag=Client+Acme&sort=-day');
  await userEvent.click(await dialog.findByRole('radio', { name: 'Invoice-ready CSV per tag' }));
  expect(dialog.getByRole('textbox', { name: 'Tag' })).toHaveValue('Client Acme');
  expect(dialog.getAllByRole('listitem').map((li) => li.textContent)).toEqual(['Search: input']);
  await userEvent.click(dialog.getByRole('textbox', { name: 'Tag' }));
  await userEvent.click(await screen.findByRole('option', { name: 'Team blue' }));
  await userEvent.click(save());
  expect(start).toHaveBeenLastCalledWith('invoice', '2025-11-23', '2026-11-22', { ...everything, tags: ['Team blue'], text: 'input' });
});

test('without a tag there is no invoice, and it says what to do', async () => {
  const { dialog } = await open('settings', exporting({ Analytics: { Choices: async () => ({ ...golden<report.Choices>('choices-workshop'), tags: [] }) } }));
  await userEvent.click(await dialog.findByRole('radio', { name: 'Invoice-ready CSV per tag' }));
  expect(dialog.getByText(/There is no tag yet/)).toBeInTheDocument();
  expect(save()).toBeDisabled();
});

test('days that are no span, and days without an entry, are not exported', async () => {
  const world = exporting();
  const { dialog } = await open('settings', world);
  await dialog.findByText(/123 entries/);
  await userEvent.clear(dialog.getByLabelText('From'));
  expect(dialog.getByText(/These days are no span yet/)).toBeInTheDocument();
  expect(save()).toBeDisabled();
  world.page.mockResolvedValue(golden('activity-empty'));
  await userEvent.type(dialog.getByLabelText('From'), '2026-11-05');
  expect(await dialog.findByText(/No entry that counts is like that/)).toBeInTheDocument();
  expect(save()).toBeDisabled();
});

test('where nothing was read there is nothing to export', async () => {
  const { dialog } = await open('settings', exporting({ Analytics: { Choices: async () => golden('choices-empty') }, Activity: { Page: async () => golden('activity-empty') } }));
  expect(await dialog.findByText(/Nothing was read yet/)).toBeInTheDocument();
  await waitFor(() => expect(save()).toBeDisabled());
});

test('a user who chooses no place is back at the form as it was', async () => {
  const world = exporting();
  world.go.chosen = '';
  const { dialog } = await open('settings', world);
  await userEvent.click(await dialog.findByRole('radio', { name: 'JSON' }));
  await userEvent.click(save());
  await waitFor(() => expect(save()).toBeEnabled());
  expect(dialog.getByRole('radio', { name: 'JSON' })).toBeChecked();
  expect(dialog.queryByText(/being written/)).toBeNull();
});

test('a file that is written says how far it is, and then where it is', async () => {
  const { dialog, tell, copied, folder } = await open();
  await dialog.findByText(/123 entries/);
  await userEvent.click(save());
  expect(await dialog.findByText('The file is being written.')).toHaveAttribute('role', 'status');
  tell({ entries: 100 });
  expect(await dialog.findByText('100 of 123 entries')).toBeInTheDocument();
  expect(dialog.getByRole('progressbar', { name: 'Entries written' })).toHaveValue(100);
  tell({ running: false, done: true, entries: 123 });
  expect(await dialog.findByText('Exported 123 entries.')).toBeInTheDocument();
  expect(dialog.getByText(path)).toBeInTheDocument();
  await userEvent.click(dialog.getByRole('button', { name: 'Copy the path' }));
  expect(copied).toEqual([path]);
  await userEvent.click(dialog.getByRole('button', { name: 'Open folder' }));
  expect(folder).toHaveBeenCalledOnce();
});

test('progress asks no screen anew', async () => {
  const { dialog, tell, page } = await open('activity');
  await dialog.findByText(/123 entries/);
  await userEvent.click(save());
  await dialog.findByText('The file is being written.');
  const before = page.mock.calls.length;
  tell({ entries: 100 });
  expect(await dialog.findByText('100 of 123 entries')).toBeInTheDocument();
  expect(page.mock.calls).toHaveLength(before);
});

test('closing the dialog ends nothing: the window says how it goes, on whatever screen', async () => {
  const { dialog, tell } = await open();
  await dialog.findByText(/123 entries/);
  await userEvent.click(save());
  await dialog.findByText('The file is being written.');
  await userEvent.keyboard('{Escape}');
  expect(screen.queryByRole('dialog')).toBeNull();
  expect(screen.getByText('Exporting to outlay-2026-11.csv')).toHaveAttribute('role', 'status');
  await userEvent.click(screen.getByRole('button', { name: 'Budgets' }));
  await screen.findByRole('heading', { name: 'Budgets', level: 1 });
  tell({ entries: 50 });
  expect(await screen.findByText('50 of 123 entries')).toBeInTheDocument();
  tell({ running: false, done: true, entries: 123 });
  expect(await screen.findByText('Exported: outlay-2026-11.csv')).toHaveAttribute('role', 'status');
  expect(screen.getByRole('button', { name: 'Open folder' })).toBeInTheDocument();
  await userEvent.click(screen.getByRole('button', { name: 'Close' }));
  expect(screen.queryByText(/outlay-2026-11/)).toBeNull();
});

test('it can be cancelled in the dialog and in the window, and says that no file was left', async () => {
  const { dialog, cancel } = await open();
  await dialog.findByText(/123 entries/);
  await userEvent.click(save());
  await userEvent.click(await dialog.findByRole('button', { name: 'Cancel the export' }));
  expect(await dialog.findByText(/was cancelled. No file was left/)).toBeInTheDocument();
  await userEvent.click(dialog.getByRole('button', { name: 'Back to the choice' }));
  await userEvent.click(save());
  await dialog.findByText('The file is being written.');
  await userEvent.keyboard('{Escape}');
  await userEvent.click(await screen.findByRole('button', { name: 'Cancel the export' }));
  expect(await screen.findByText(/was cancelled. No file was left/)).toBeInTheDocument();
  expect(cancel).toHaveBeenCalledTimes(2);
});

test('a failure says why, and keeps what was chosen', async () => {
  const { dialog, tell } = await open();
  await userEvent.click(await dialog.findByRole('radio', { name: 'FOCUS 1.2' }));
  await dialog.findByText(/123 entries/);
  await userEvent.click(save());
  await dialog.findByText('The file is being written.');
  tell({ running: false, error: { code: 'failed', message: 'The file could not be written; is the disk full?' } });
  expect(await dialog.findByRole('alert')).toHaveTextContent('The export failed, and no file was left. The file could not be written; is the disk full?');
  await userEvent.click(dialog.getByRole('button', { name: 'Back to the choice' }));
  expect(dialog.getByRole('radio', { name: 'FOCUS 1.2' })).toBeChecked();
});

test('a refusal says what to do, and the form stays', async () => {
  const world = exporting();
  world.start.mockRejectedValue(new Error('{"code":"busy","message":"An export is being written already. Wait for it, or cancel it."}'));
  const { dialog } = await open('settings', world);
  await userEvent.click(await dialog.findByRole('button', { name: 'Save as …' }));
  expect(await dialog.findByRole('alert')).toHaveTextContent('Wait for it, or cancel it.');
  expect(save()).toBeEnabled();
});

test('while one is written, the key shows it and no second form', async () => {
  const world = exporting();
  world.go.state = { ...none, running: true, path, entries: 7 };
  const { dialog } = await open('settings', world);
  expect(await dialog.findByText('7 entries so far')).toBeInTheDocument();
  expect(screen.queryByRole('button', { name: 'Save as …' })).toBeNull();
});

test('an export of long ago is not told again', async () => {
  const world = exporting();
  world.go.state = { ...none, path, entries: 7, done: true };
  const { dialog } = await open('settings', world);
  expect(await dialog.findByRole('button', { name: 'Save as …' })).toBeInTheDocument();
  expect(screen.queryByText(/outlay-2026-11/)).toBeNull();
});

test('the focus goes along, and back to where it was', async () => {
  const { dialog, tell } = await open('budgets');
  await dialog.findByText(/123 entries/);
  expect(dialog.getByRole('radio', { name: 'CSV' })).toHaveFocus();
  save().focus();
  await userEvent.keyboard('{Enter}');
  await dialog.findByText('The file is being written.');
  tell({ running: false, done: true });
  await dialog.findByText(/^Exported/);
  expect(screen.getByRole('dialog')).toContainElement(document.activeElement as HTMLElement);
  await userEvent.tab();
  expect(dialog.getByRole('button', { name: 'Copy the path' })).toHaveFocus();
});

test('wild names stay text, and short', async () => {
  const wild = golden<report.Choices>('choices-workshop');
  const name = `<img src=x onerror=alert(1)>\u202Eمرحبا ${'x'.repeat(10_000)}`;
  wild.tags = [name];
  const { dialog } = await open(`activity/tag=${encodeURIComponent(name)}&sort=-day`, exporting({ Analytics: { Choices: async () => wild } }));
  const [item] = await dialog.findAllByRole('listitem');
  expect(item).toHaveTextContent('<img src=x onerror=alert(1)>');
  expect(item?.textContent.length).toBeLessThan(100);
  expect(item?.querySelector('bdi')).not.toBeNull();
  expect(document.querySelector('img')).toBeNull();
});

test('German is spoken in every step', async () => {
  await speak('de');
  const world = exporting();
  renderWindow('every-kind', 'settings', world.bound);
  await screen.findByRole('heading', { level: 1 });
  await userEvent.keyboard('{Control>}e{/Control}');
  const dialog = within(await screen.findByRole('dialog', { name: 'Export' }));
  expect(await dialog.findByText(/123 Buchungen, zusammen 10.000.005,00/)).toBeInTheDocument();
  await userEvent.click(dialog.getByRole('button', { name: 'Speichern unter …' }));
  expect(await dialog.findByText('Die Datei wird geschrieben.')).toBeInTheDocument();
});

test('nobody stumbles over the form, the progress and the end', async () => {
  const { dialog, tell, container } = await open('activity/text=input&sort=-day');
  await dialog.findByText(/123 entries/);
  await userEvent.click(dialog.getByRole('radio', { name: 'Invoice-ready CSV per tag' }));
  const element = screen.getByRole('dialog');
  expect(await stumbles(element)).toEqual([]);
  await userEvent.click(dialog.getByRole('radio', { name: 'CSV' }));
  await userEvent.click(save());
  await dialog.findByText('The file is being written.');
  expect(await stumbles(element)).toEqual([]);
  tell({ running: false, done: true, entries: 123 });
  await dialog.findByText(/^Exported/);
  expect(await stumbles(element)).toEqual([]);
  tell({ running: true, done: false });
  await userEvent.keyboard('{Escape}');
  await screen.findByText(/^Exporting to/);
  expect(await stumbles(container)).toEqual([]);
});
