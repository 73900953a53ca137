import { Button, CloseButton, Input, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useId, useState } from 'react';
import type { provider } from '../../api/backend';
import { t } from '../../words';
import { FieldLabel } from './field-label';

interface Price {
  day: string;
  amount: string;
}

/** Prices from a day on, as rows; their value is text, "2026-09-01 25.00" one a line. */
export function PriceList({ field, value, change }: { field: provider.Field; value: string; change: (value: string) => void }) {
  const id = useId();
  const [rows, setRows] = useState(() => parsePrices(value));
  const set = (next: Price[]) => {
    setRows(next);
    change(formatPrices(next));
  };
  const edit = (i: number, part: Partial<Price>) => set(rows.map((row, at) => (at === i ? { ...row, ...part } : row)));
  return (
    <div className="stack-tight price-list" role="group" aria-labelledby={`${id}-label`} aria-describedby={`${id}-help`}>
      <div>
        <Input.Label labelElement="div" id={`${id}-label`}>
          <FieldLabel field={field} />
        </Input.Label>
        <Input.Description id={`${id}-help`}>{field.help}</Input.Description>
      </div>
      {rows.map((row, i) => (
        <div key={i} className="price">
          <TextInput type="date" placeholder="2026-09-01" aria-label={t('accounts.prices.from', { n: i + 1 })} value={row.day} onChange={(e) => edit(i, { day: e.currentTarget.value })} />
          <TextInput inputMode="decimal" placeholder="25.00" aria-label={t('accounts.prices.amount', { n: i + 1 })} value={row.amount} onChange={(e) => edit(i, { amount: e.currentTarget.value })} />
          <CloseButton aria-label={t('accounts.prices.remove', { n: i + 1 })} onClick={() => set(rows.filter((_, at) => at !== i))} />
        </div>
      ))}
      <div>
        <Button variant="default" size="xs" leftSection={<IconPlus className="field-icon" aria-hidden />} onClick={() => setRows([...rows, { day: '', amount: '' }])}>
          {t('accounts.prices.add')}
        </Button>
      </div>
    </div>
  );
}

/** The rows of a text, one a line. */
export function parsePrices(text: string): Price[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => {
      const [day = '', ...rest] = line.split(/\s+/);
      return { day, amount: rest.join(' ') };
    });
}

/** The text of rows; those that are empty are left out. A row that is half empty stays, to be refused with a sentence. */
export function formatPrices(rows: Price[]): string {
  return rows
    .map((row) => `${row.day.trim()} ${row.amount.trim()}`.trim())
    .filter((line) => line !== '')
    .join('\n');
}
