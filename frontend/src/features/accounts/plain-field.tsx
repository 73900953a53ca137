import { Autocomplete, Select, TextInput } from '@mantine/core';
import type { provider } from '../../api/backend';
import { t } from '../../words';
import { FieldLabel } from './field-label';
import { PriceList } from './price-list';

/** A field that is no secret, asked for as its kind says. `known` are words to choose from, besides any other. */
export function PlainField({ field, value, change, known }: { field: provider.Field; value: string; change: (value: string) => void; known?: string[] }) {
  const shared = { label: <FieldLabel field={field} />, description: field.help, required: !field.optional, withAsterisk: false, value };
  switch (field.kind) {
    case 'choice':
      return <Select {...shared} data={field.choices ?? []} value={value || null} placeholder={t('accounts.form.choose')} clearable={field.optional} allowDeselect={field.optional} onChange={(v) => change(v ?? '')} />;
    case 'date':
      // Where the web view has no picker of its own, this is a text field with an example.
      return <TextInput {...shared} type="date" placeholder="2026-11-22" onChange={(e) => change(e.currentTarget.value)} />;
    case 'amount':
      return <TextInput {...shared} inputMode="decimal" placeholder="20.00" onChange={(e) => change(e.currentTarget.value)} />;
    case 'prices':
      return <PriceList field={field} value={value} change={change} />;
  }
  if (known) return <Autocomplete {...shared} data={known} onChange={change} />;
  return <TextInput {...shared} onChange={(e) => change(e.currentTarget.value)} />;
}
