import { useQuery, useQueryClient } from '@tanstack/react-query';
import { backend } from '../api/backend';
import { queries } from '../api/queries';
import type { Command } from '../ui/commands';
import { themes } from '../ui/themes';
import { searchField } from './keys';
import { screens } from './screens';

interface Ways {
  sample: boolean;
  /** Goes to an address; with `add`, to the form for a new one. */
  jump: (to: string, add?: boolean) => void;
  openKeys: () => void;
}

/** What the window itself can do, wherever you are. */
export function useShellCommands({ sample, jump, openKeys }: Ways): Command[] {
  const client = useQueryClient();
  const cards = useQuery(queries.accounts).data ?? [];
  const theme = useQuery(queries.settings).data?.theme;
  const saveTheme = async (chosen: string) => {
    const settings = await client.fetchQuery({ ...queries.settings, staleTime: 0 }); // all of them are stored at once
    await backend.saveSettings({ ...settings, theme: chosen });
  };
  return [
    ...screens.map(({ id, name, key, words }) => ({ id: `go.${id}`, name, group: 'Screens', keywords: words, keys: `g ${key}`, run: () => jump(id) })),
    { id: 'sync', name: 'Sync now', group: 'Actions', keywords: 'refresh update read bills', keys: 'r', run: () => backend.syncNow() },
    { id: 'account.add', name: 'Add account', group: 'Actions', keywords: 'connect new service key', able: () => !sample, run: () => jump('accounts', true) },
    { id: 'budget.add', name: 'New budget', group: 'Actions', keywords: 'limit add make', run: () => jump('budgets', true) },
    {
      id: 'export.csv',
      name: 'Export the last 30 days …',
      group: 'Actions',
      keywords: 'csv save file spreadsheet download',
      run: async () => {
        const { bars, today } = await client.fetchQuery(queries.overview);
        const path = await backend.exportCSV(bars.days[0] ?? today, today);
        return path ? `Saved: ${path}` : undefined;
      },
    },
    { id: 'search', name: 'Search this screen', group: 'Actions', keywords: 'find filter', keys: '/', able: () => searchField() !== null, run: () => searchField()?.focus() },
    { id: 'keys', name: 'Show the keys', group: 'Actions', keywords: 'keyboard shortcuts help', keys: '?', run: openKeys },
    ...themes
      .filter(({ value }) => value !== theme)
      .map(({ value, label }) => ({ id: `theme.${value}`, name: `Theme: ${label}`, group: 'Look', keywords: 'look colours mode night', run: () => saveTheme(value) })),
    { id: 'sample.enter', name: 'Explore with sample data', group: 'Outlay', keywords: 'demo try', able: () => !sample, run: () => backend.enterSample() },
    { id: 'sample.leave', name: 'Leave sample data', group: 'Outlay', keywords: 'demo own', able: () => sample, run: () => backend.leaveSample() },
    { id: 'folder', name: 'Open the data folder', group: 'Outlay', keywords: 'files database backup logs', run: () => backend.openDataFolder() },
    { id: 'quit', name: 'Quit Outlay', group: 'Outlay', keywords: 'close exit', run: () => backend.quit() },
    ...cards.map(({ account, service }) => ({ id: `account.${account.id}`, name: account.label, group: 'Accounts', keywords: service, run: () => jump(`accounts/${account.id}`) })),
  ];
}
