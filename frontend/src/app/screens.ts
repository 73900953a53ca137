import { IconBell, IconChartBar, IconChartDonut, IconFileImport, IconFileInvoice, IconListDetails, IconPlugConnected, IconRoute, IconSettings, IconTarget } from '@tabler/icons-react';

/**
 * The screens in the order of the sidebar: the key that leads there after G, other words by
 * which people look for it, and whether it keeps its state in the address.
 */
export const screens = [
  { id: 'overview', name: 'Overview', icon: IconChartBar, key: 'o', words: 'home month total forecast' },
  { id: 'analytics', name: 'Analytics', icon: IconChartDonut, key: 'n', words: 'charts compare models projects tags', state: true },
  { id: 'activity', name: 'Activity', icon: IconListDetails, key: 'y', words: 'entries ledger days rows', state: true },
  { id: 'accounts', name: 'Accounts', icon: IconPlugConnected, key: 'a', words: 'services vendors keys' },
  { id: 'budgets', name: 'Budgets', icon: IconTarget, key: 'b', words: 'limits' },
  { id: 'alerts', name: 'Alerts', icon: IconBell, key: 'l', words: 'warnings notifications channels' },
  { id: 'gateway', name: 'Gateway', icon: IconRoute, key: 'w', words: 'proxy metering tokens calls' },
  { id: 'imports', name: 'Import', icon: IconFileImport, key: 'i', words: 'csv file upload' },
  { id: 'invoices', name: 'Invoices', icon: IconFileInvoice, key: 'v', words: 'bills' },
  { id: 'settings', name: 'Settings', icon: IconSettings, key: 's', words: 'preferences interval theme data about' },
] as const;

export type ScreenId = (typeof screens)[number]['id'];
