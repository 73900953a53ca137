import type { imports } from '../../api/backend';
import { t } from '../../words';

/** What a column may mean, in the order in which it is asked. */
export const roles = ['date', 'amount', 'currency', 'model', 'project', 'key', 'line', 'quantity', 'unit'] as const satisfies readonly (keyof imports.Mapping)[];

export type Role = (typeof roles)[number];

/** What a column means, in words. */
export const roleWord = (role: Role): string => t(`imports.roles.${role}`);

/** What a column is mapped to, undefined for one that is not used. */
export function roleOf(column: string, mapping: imports.Mapping): Role | undefined {
  if (column === '') return undefined;
  return roles.find((role) => mapping[role] === column);
}

/** The forms of days that Outlay reads, each by an example. */
export const dayForms = () => [
  { value: 'YYYY-MM-DD', label: '2026-11-30' },
  { value: 'DD/MM/YYYY', label: t('imports.forms.dayFirst') },
  { value: 'MM/DD/YYYY', label: t('imports.forms.monthFirst') },
  { value: 'DD.MM.YYYY', label: '30.11.2026' },
  { value: 'YYYY/MM/DD', label: '2026/11/30' },
  { value: 'MMM D, YYYY', label: 'Nov 30, 2026' },
  { value: 'D MMM YYYY', label: '30 Nov 2026' },
  { value: 'YYYYMMDD', label: '20261130' },
  { value: 'Unix seconds', label: t('imports.forms.seconds') },
  { value: 'Unix milliseconds', label: t('imports.forms.milliseconds') },
];

export const decimalSigns = () => [
  { value: '.', label: t('imports.forms.dot') },
  { value: ',', label: t('imports.forms.comma') },
];

export const delimiters = () => [
  { value: ',', label: t('imports.forms.commas') },
  { value: ';', label: t('imports.forms.semicolons') },
  { value: '\t', label: t('imports.forms.tabs') },
  { value: '|', label: t('imports.forms.bars') },
];
