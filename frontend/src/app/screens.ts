import { IconBell, IconChartBar, IconChartDonut, IconFileImport, IconFileInvoice, IconListDetails, IconPlugConnected, IconRoute, IconSettings, IconTags, IconTarget } from '@tabler/icons-react';
import { t } from '../words';

/**
 * The screens in the order of the sidebar: the key that leads there after G, and whether it
 * keeps its state in the address.
 */
export const screens = [
  { id: 'overview', icon: IconChartBar, key: 'o' },
  { id: 'analytics', icon: IconChartDonut, key: 'n', state: true },
  { id: 'activity', icon: IconListDetails, key: 'y', state: true },
  { id: 'accounts', icon: IconPlugConnected, key: 'a' },
  { id: 'budgets', icon: IconTarget, key: 'b' },
  { id: 'alerts', icon: IconBell, key: 'l' },
  { id: 'gateway', icon: IconRoute, key: 'w' },
  { id: 'tags', icon: IconTags, key: 't' },
  { id: 'imports', icon: IconFileImport, key: 'i' },
  { id: 'invoices', icon: IconFileInvoice, key: 'v' },
  { id: 'settings', icon: IconSettings, key: 's' },
] as const;

export type ScreenId = (typeof screens)[number]['id'];

/** What a screen is called. */
export const nameOf = (id: ScreenId): string => t(`app.screens.${id}.name`);

/** Other words by which people look for a screen. */
export const wordsOf = (id: ScreenId): string => t(`app.screens.${id}.words`);
