import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import type { settings } from '../../api/backend';
import { renderWindow, stumbles } from '../../testing/render';
import { speakAsChosen } from '../../ui/language';
import { speak } from '../../words';

afterEach(() => speak('en'));

test('a choice is stored at once, with everything else as it was', async () => {
  const save = vi.fn(async (_: settings.Settings) => null);
  renderWindow('quiet', 'settings', { Settings: { Save: save as never } });
  await userEvent.click(await screen.findByRole('switch', { name: /Pause syncing/ }));
  await waitFor(() => expect(save).toHaveBeenCalledWith(expect.objectContaining({ sync_paused: true, interval_minutes: 60, keep_in_tray: true })));
});

test('a choice that could not be stored says so and is not shown as made', async () => {
  const refuse = async () => {
    throw new Error('{"code":"autostart","message":"Starting at login could not be set up, so nothing was changed."}');
  };
  renderWindow('quiet', 'settings', { Settings: { Save: refuse } });
  await userEvent.click(await screen.findByRole('switch', { name: /Start at login/ }));
  expect(await screen.findByText(/could not be set up/)).toBeInTheDocument();
  expect(screen.getByRole('switch', { name: /Start at login/ })).not.toBeChecked();
});

test('quiet hours and the floor of a runaway day are saved as they are kept', async () => {
  const save = vi.fn(async (_: settings.Settings) => null);
  renderWindow('quiet', 'settings', { Settings: { Save: save as never } });
  const button = within(await screen.findByRole('region', { name: 'Alerts' })).getByRole('button', { name: 'Save' });
  expect(button).toBeDisabled();
  await userEvent.type(screen.getByLabelText('Quiet from'), '22:00');
  expect(screen.getByText('Write both hours, or neither.')).toBeInTheDocument();
  await userEvent.type(screen.getByLabelText('Quiet until'), '7:60');
  expect(screen.getByText('Write hours and minutes, such as 22:00.')).toBeInTheDocument();
  expect(button).toBeDisabled();
  await userEvent.type(screen.getByLabelText('Quiet until'), '{Backspace}{Backspace}15');
  await userEvent.clear(screen.getByLabelText('A runaway day costs at least'));
  expect(button).toBeDisabled();
  await userEvent.type(screen.getByLabelText('A runaway day costs at least'), '12.50');
  await userEvent.click(button);
  await waitFor(() => expect(save).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ quiet_from: '22:00', quiet_until: '07:15', runaway_floor: '12.50', interval_minutes: 60 })));
});

test('nobody stumbles over the settings', async () => {
  const container = renderWindow('quiet', 'settings');
  await screen.findByRole('heading', { name: 'About' });
  expect(await stumbles(container)).toEqual([]);
});

test('a language is spoken at once, in the whole window, and the next time', async () => {
  renderWindow('quiet', 'settings');
  await userEvent.click(await screen.findByRole('textbox', { name: 'Language' }));
  await userEvent.click(await screen.findByRole('option', { name: 'Deutsch' }));
  expect(await screen.findByRole('heading', { level: 1, name: 'Einstellungen' })).toBeInTheDocument();
  expect(await screen.findByRole('textbox', { name: 'Sprache' })).toHaveFocus(); // where it was chosen
  expect(screen.getByRole('region', { name: 'Währungen' })).toBeInTheDocument();
  expect(screen.getByRole('region', { name: 'Sperre' })).toBeInTheDocument();
  expect(document.documentElement.lang).toBe('de');
  await speak('en');
  await speakAsChosen();
  expect(await screen.findByRole('heading', { level: 1, name: 'Einstellungen' })).toBeInTheDocument();
});

test('the palette speaks the other language', async () => {
  renderWindow('quiet', 'settings');
  await screen.findByRole('heading', { level: 1, name: 'Settings' });
  await userEvent.keyboard('{Control>}k{/Control}');
  await userEvent.type(await screen.findByRole('combobox'), 'deutsch');
  expect(screen.queryByRole('option', { name: /Language: English/ })).toBeNull();
  await userEvent.click(await screen.findByRole('option', { name: /Language: Deutsch/ }));
  expect(await screen.findByRole('heading', { level: 1, name: 'Einstellungen' })).toBeInTheDocument();
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
});

test('a part that was asked for has the focus', async () => {
  renderWindow('quiet', 'settings/lock');
  const lock = await screen.findByRole('region', { name: 'Lock' });
  await waitFor(() => expect(document.activeElement).toContainElement(lock));
  expect(document.activeElement).not.toContainElement(screen.getByRole('region', { name: 'Currencies' }));
});
