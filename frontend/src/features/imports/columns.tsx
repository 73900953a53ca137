import { Checkbox, Select, TextInput } from '@mantine/core';
import { type KeyboardEvent, useState } from 'react';
import type { imports } from '../../api/backend';
import { Panel } from '../../ui/panel';
import { t } from '../../words';
import { Questions } from './questions';
import { dayForms, decimalSigns, delimiters, type Role, roles, roleWord } from './roles';
import { SampleTable } from './sample-table';

interface Props {
  preview: imports.Preview;
  mapping: imports.Mapping;
  remap: (mapping: imports.Mapping) => void;
}

/** The second step: what each column means, and how its cells are read. */
export function Columns({ preview, mapping, remap }: Props) {
  const change = (part: Partial<imports.Mapping>) => remap({ ...mapping, ...part });
  return (
    <Panel title={t('imports.columns.title')} aside={preview.remembered && <span className="quiet">{t('imports.columns.remembered')}</span>}>
      <Questions preview={preview} change={change} />
      <div className="imports-grid">
        {roles.map((role) => (
          <Select
            key={role}
            label={roleWord(role)}
            placeholder={required(role) ? t('imports.columns.choose') : t('imports.columns.none')}
            data={preview.columns.filter((name) => name !== '')}
            value={mapping[role] || null}
            error={preview.missing.includes(role) && (role === 'date' ? t('imports.columns.whichDays') : t('imports.columns.whichAmounts'))}
            clearable={!required(role)}
            clearButtonProps={{ 'aria-label': t('imports.columns.clear', { role: roleWord(role) }) }}
            allowDeselect={!required(role)}
            searchable={preview.columns.length > 12}
            onChange={(name) => change(another(role, name ?? ''))}
          />
        ))}
      </div>
      <Reading mapping={mapping} change={change} />
      <SampleTable columns={preview.columns} rows={preview.sample} mapping={mapping} />
    </Panel>
  );
}

/** How cells become days and amounts. */
function Reading({ mapping, change }: { mapping: imports.Mapping; change: (part: Partial<imports.Mapping>) => void }) {
  return (
    <>
      <div className="imports-grid">
        <Select label={t('imports.columns.days')} placeholder={t('imports.columns.chooseForm')} data={dayForms()} value={mapping.date_format || null} allowDeselect={false} onChange={(v) => v && change({ date_format: v })} />
        <Select label={t('imports.columns.cents')} placeholder={t('imports.columns.chooseForm')} data={decimalSigns()} value={mapping.decimal || null} allowDeselect={false} onChange={(v) => v && change({ decimal: v })} />
        <Select label={t('imports.columns.delimiter')} data={delimiters()} value={mapping.delimiter || null} allowDeselect={false} onChange={(v) => v && change(splitBy(v))} />
        <Typed label={t('imports.columns.currency')} maxLength={3} value={mapping.default_currency} commit={(v) => change({ default_currency: v.toUpperCase() })} />
        {/* Where the web view has no picker of its own, these are text fields with an example. */}
        <Typed label={t('imports.columns.from')} description={t('imports.columns.fromMeans')} type="date" placeholder="2026-11-01" value={mapping.from ?? ''} commit={(v) => change({ from: v || null })} />
        <Typed label={t('imports.columns.through')} description={t('imports.columns.throughMeans')} type="date" placeholder="2026-11-30" value={mapping.through ?? ''} commit={(v) => change({ through: v || null })} />
      </div>
      <Checkbox label={t('imports.columns.negate')} description={t('imports.columns.negateMeans')} checked={mapping.negate} onChange={(e) => change({ negate: e.currentTarget.checked })} />
    </>
  );
}

interface TypedProps {
  label: string;
  description?: string;
  value: string;
  commit: (value: string) => void;
  type?: string;
  placeholder?: string;
  maxLength?: number;
}

/** A field whose value counts once it is left, or with Enter: the file is not read at each key. */
function Typed({ value, commit, ...shared }: TypedProps) {
  const [draft, setDraft] = useState<string>();
  const leave = () => {
    setDraft(undefined);
    if (draft !== undefined && draft.trim() !== value) commit(draft.trim());
  };
  const enter = (event: KeyboardEvent) => {
    if (event.key === 'Enter') leave();
  };
  return <TextInput {...shared} value={draft ?? value} onChange={(e) => setDraft(e.currentTarget.value)} onBlur={leave} onKeyDown={enter} />;
}

function required(role: Role): boolean {
  return role === 'date' || role === 'amount';
}

/** Another column is found out anew: what was true of the cells of the old one says nothing about it. */
function another(role: Role, name: string): Partial<imports.Mapping> {
  switch (role) {
    case 'date':
      return { date: name, date_format: '' };
    case 'amount':
      return { amount: name, decimal: '', default_currency: '' };
    default:
      return { [role]: name };
  }
}

/** With another delimiter, no column has the name it had. */
function splitBy(delimiter: string): Partial<imports.Mapping> {
  return { ...Object.fromEntries(roles.map((role) => [role, ''])), delimiter, date_format: '', decimal: '' };
}
