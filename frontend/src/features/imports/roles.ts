import type { imports } from '../../api/backend';

/** What a column may mean, in the order in which it is asked. */
export const roleWords = {
  date: 'Day',
  amount: 'Amount',
  currency: 'Currency',
  model: 'Model',
  project: 'Project',
  key: 'API key',
  line: 'Line item',
  quantity: 'Quantity',
  unit: 'Unit',
} satisfies Partial<Record<keyof imports.Mapping, string>>;

export type Role = keyof typeof roleWords;

export const roles = Object.keys(roleWords) as Role[];

/** What a column is mapped to, undefined for one that is not used. */
export function roleOf(column: string, mapping: imports.Mapping): Role | undefined {
  if (column === '') return undefined;
  return roles.find((role) => mapping[role] === column);
}

/** The forms of days that Outlay reads, each by an example. */
export const dayForms = [
  { value: 'YYYY-MM-DD', label: '2026-11-30' },
  { value: 'DD/MM/YYYY', label: '30/11/2026, the day first' },
  { value: 'MM/DD/YYYY', label: '11/30/2026, the month first' },
  { value: 'DD.MM.YYYY', label: '30.11.2026' },
  { value: 'YYYY/MM/DD', label: '2026/11/30' },
  { value: 'MMM D, YYYY', label: 'Nov 30, 2026' },
  { value: 'D MMM YYYY', label: '30 Nov 2026' },
  { value: 'YYYYMMDD', label: '20261130' },
  { value: 'Unix seconds', label: 'Seconds since 1970' },
  { value: 'Unix milliseconds', label: 'Milliseconds since 1970' },
];

export const decimalSigns = [
  { value: '.', label: 'A dot, as in 1,234.56' },
  { value: ',', label: 'A comma, as in 1.234,56' },
];

export const delimiters = [
  { value: ',', label: 'Commas' },
  { value: ';', label: 'Semicolons' },
  { value: '\t', label: 'Tabs' },
  { value: '|', label: 'Bars' },
];
