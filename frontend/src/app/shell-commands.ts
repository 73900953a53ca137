import { useQuery, useQueryClient } from '@tanstack/react-query';
import { backend } from '../api/backend';
import { queries } from '../api/queries';
import { lockNow } from '../features/lock/locking';
import { lockKeys } from '../features/lock/use-keeper';
import type { Command } from '../ui/commands';
import { chooseLanguage, languages, spoken } from '../ui/language';
import { themes } from '../ui/themes';
import { type Language, t } from '../words';
import { searchField } from './keys';
import { nameOf, screens, wordsOf } from './screens';

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
  const lock = useQuery(queries.lock).data?.lock;
  const saveTheme = async (chosen: string) => {
    const settings = await client.fetchQuery({ ...queries.settings, staleTime: 0 }); // all of them are stored at once
    await backend.saveSettings({ ...settings, theme: chosen });
  };
  return [
    ...screens.map(({ id, key }) => ({ id: `go.${id}`, name: nameOf(id), group: t('app.groups.screens'), keywords: wordsOf(id), keys: `g ${key}`, run: () => jump(id) })),
    { id: 'sync', name: t('app.commands.sync.name'), group: t('app.groups.actions'), keywords: t('app.commands.sync.words'), keys: 'r', run: () => backend.syncNow() },
    { id: 'account.add', name: t('app.commands.accountAdd.name'), group: t('app.groups.actions'), keywords: t('app.commands.accountAdd.words'), able: () => !sample, run: () => jump('accounts', true) },
    { id: 'budget.add', name: t('app.commands.budgetAdd.name'), group: t('app.groups.actions'), keywords: t('app.commands.budgetAdd.words'), run: () => jump('budgets', true) },
    { id: 'tag.add', name: t('tags.new'), group: t('app.groups.actions'), keywords: t('tags.newWords'), run: () => jump('tags', true) },
    { id: 'search', name: t('app.commands.search.name'), group: t('app.groups.actions'), keywords: t('app.commands.search.words'), keys: '/', able: () => searchField() !== null, run: () => searchField()?.focus() },
    { id: 'keys', name: t('app.commands.keys.name'), group: t('app.groups.actions'), keywords: t('app.commands.keys.words'), keys: '?', run: openKeys },
    ...themes()
      .filter(({ value }) => value !== theme)
      .map(({ value, label }) => ({ id: `theme.${value}`, name: t('app.theme', { label }), group: t('app.groups.look'), keywords: t('app.themeWords'), run: () => saveTheme(value) })),
    ...(Object.keys(languages) as Language[])
      .filter((language) => language !== spoken())
      .map((language) => ({ id: `language.${language}`, name: t('settings.languageIs', { language: languages[language] }), group: t('app.groups.look'), keywords: t('settings.languageWords'), run: () => chooseLanguage(language) })),
    lock?.set
      ? { id: 'lock', name: t('lock.now'), group: t('app.groups.outlay'), keywords: t('lock.words'), keys: lockKeys, run: () => lockNow(client) }
      : { id: 'lock.set', name: t('lock.setUp'), group: t('app.groups.outlay'), keywords: t('lock.words'), able: () => !sample, run: () => jump('settings/lock') },
    { id: 'rates', name: t('rates.command'), group: t('app.groups.outlay'), keywords: t('rates.words'), run: () => jump('settings/currencies') },
    { id: 'sample.enter', name: t('app.commands.sampleEnter.name'), group: t('app.groups.outlay'), keywords: t('app.commands.sampleEnter.words'), able: () => !sample, run: () => backend.enterSample() },
    { id: 'sample.leave', name: t('app.commands.sampleLeave.name'), group: t('app.groups.outlay'), keywords: t('app.commands.sampleLeave.words'), able: () => sample, run: () => backend.leaveSample() },
    { id: 'folder', name: t('app.commands.folder.name'), group: t('app.groups.outlay'), keywords: t('app.commands.folder.words'), run: () => backend.openDataFolder() },
    { id: 'quit', name: t('app.commands.quit.name'), group: t('app.groups.outlay'), keywords: t('app.commands.quit.words'), run: () => backend.quit() },
    ...cards.map(({ account, service }) => ({ id: `account.${account.id}`, name: account.label, group: t('app.groups.accounts'), keywords: service, run: () => jump(`accounts/${account.id}`) })),
  ];
}
