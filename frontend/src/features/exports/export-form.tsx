import { Button, Radio, Select, TextInput } from '@mantine/core';
import { useQuery, useSuspenseQueries } from '@tanstack/react-query';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import type { report } from '../../api/backend';
import { queries } from '../../api/queries';
import { everything, narrowings } from '../../format/filter';
import { formatAll } from '../../format/money';
import { formatCount } from '../../format/numbers';
import type { Exportable } from '../../ui/exporter';
import { Notice } from '../../ui/notice';
import { useViewState } from '../../ui/view-state';
import { t } from '../../words';
import { columns, type Form, forms, isForm } from './forms';
import { Narrowings } from './narrowings';
import { isSpan, type SpanName, spanNames, spansOf } from './spans';
import type { Exporting, Order } from './use-exporting';

interface Props {
  what?: Exportable;
  exporting: Exporting;
}

/** What is written, and how. */
export function ExportForm({ what, exporting }: Props) {
  const [{ data: presets }, { data: choices }] = useSuspenseQueries({ queries: [queries.presets(''), queries.choices] });
  const spans = spansOf(what, presets, choices);
  const [form, setForm] = useViewState<Form>('export.form', 'csv', isForm);
  const view = what && { ...what, filter: form === 'invoice' ? { ...what.filter, tags: [] } : what.filter }; // it has a tag of its own
  const narrowed = view !== undefined && narrowings(view.filter) + view.text.trim().length > 0;
  const [whole, setWhole] = useState(false);
  const [tag, setTag] = useState(() => tagOf(what, choices.tags));
  const [days, setDays] = useState<{ name: SpanName; from: string; through: string }>(() => {
    const name = spans.has('view') ? 'view' : 'this_month';
    return { name, ...(spans.get(name) ?? { from: '', through: '' }) };
  });
  const { filter, text } = whole || !view ? { filter: everything, text: '' } : view;
  const order: Order = {
    form,
    from: days.from,
    through: days.through,
    filter: form === 'invoice' ? { ...filter, tags: [tag] } : filter,
    text: text.trim(),
  };
  const lacksTag = form === 'invoice' && tag === '';
  const expected = useExpected(order, isSpan(days) && !lacksTag);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void exporting.start({ ...order, expected: expected.data?.rows });
  };
  const fields = useRef<HTMLFormElement>(null);
  useEffect(() => fields.current?.querySelector<HTMLInputElement>('input:checked')?.focus(), []); // it may come after its dialog
  const choose = (chosen: string | null) => {
    const name = spanNames.find((n) => n === chosen);
    if (name) setDays({ ...(spans.get(name) ?? days), name });
  };
  const spanWords = [...spans.keys(), 'custom' as const].map((value) => ({ value, label: t(`exports.spans.${value}`) }));
  return (
    <form ref={fields} onSubmit={submit} className="stack" noValidate>
      <Forms form={form} choose={setForm} />
      {form === 'invoice' && <TagField tags={choices.tags} tag={tag} choose={setTag} />}
      {narrowed && (
        <Radio.Group label={t('exports.entries')} value={whole ? 'all' : 'view'} onChange={(v) => setWhole(v === 'all')}>
          <div className="stack-tight export-choices">
            <Radio value="view" label={t('exports.view')} />
            <Narrowings what={view} choices={choices} />
            <Radio value="all" label={t('exports.everything')} />
          </div>
        </Radio.Group>
      )}
      <div className="export-fields">
        <Select label={t('exports.days')} data={spanWords} value={days.name} allowDeselect={false} onChange={choose} />
        <TextInput type="date" label={t('exports.from')} value={days.from} max={days.through} onChange={(e) => setDays({ ...days, name: 'custom', from: e.currentTarget.value })} />
        <TextInput type="date" label={t('exports.through')} value={days.through} min={days.from} onChange={(e) => setDays({ ...days, name: 'custom', through: e.currentTarget.value })} />
      </div>
      <Holds form={form} />
      <Expected known={choices.first !== null} valid={isSpan(days)} answer={expected.data} failure={expected.error?.message} lacksTag={lacksTag} />
      {exporting.refused && <Notice tone="reached">{exporting.refused}</Notice>}
      <div className="row row-end">
        <span role="status" className="quiet">
          {exporting.stage === 'placing' ? t('exports.placing') : ''}
        </span>
        <Button variant="default" onClick={exporting.close}>
          {t('ui.cancel')}
        </Button>
        <Button type="submit" loading={exporting.stage === 'placing'} disabled={!isSpan(days) || lacksTag || expected.data?.rows === 0}>
          {t('exports.start')}
        </Button>
      </div>
    </form>
  );
}

/** The tag that a view is of, where it is of one. */
function tagOf(what: Exportable | undefined, tags: string[]): string {
  const only = what?.filter.tags.length === 1 ? what.filter.tags[0] : tags.length === 1 ? tags[0] : '';
  return only && tags.includes(only) ? only : '';
}

const newestFirst = { by: 'day', desc: true };

/** What the file will add up to: the activity's own answer of the same entries. */
function useExpected({ from, through, filter, text }: Order, valid: boolean) {
  return useQuery({ ...queries.activity({ from, through, ...filter, text, counted: true, sort: newestFirst }, 0), enabled: valid });
}

const wordsOf = (name: Form) => ({ label: t(`exports.forms.${name}.name`), description: t(`exports.forms.${name}.for`) });

function Forms({ form, choose }: { form: Form; choose: (form: Form) => void }) {
  return (
    <Radio.Group label={t('exports.form')} value={form} onChange={(value) => isForm(value) && choose(value)}>
      <div className="export-forms">
        {forms.map((name) => (
          <Radio key={name} value={name} data-autofocus={name === form || undefined} {...wordsOf(name)} />
        ))}
      </div>
    </Radio.Group>
  );
}

function TagField({ tags, tag, choose }: { tags: string[]; tag: string; choose: (tag: string) => void }) {
  if (tags.length === 0) return <Notice tone="info">{t('exports.noTags')}</Notice>;
  return <Select label={t('exports.tag')} placeholder={t('exports.chooseTag')} data={tags} value={tag || null} allowDeselect={false} searchable={tags.length > 8} nothingFoundMessage={t('ui.filter.nothing')} onChange={(value) => value && choose(value)} />;
}

/** What will stand in the file, and its columns for whoever wants to know each. */
function Holds({ form }: { form: Form }) {
  return (
    <div className="stack-tight">
      <p className="export-words">{t(`exports.forms.${form}.holds`)}</p>
      <details className="export-columns">
        <summary>{t('exports.columns')}</summary>
        <p>
          <code>{columns[form].replaceAll(' ', ', ')}</code>
        </p>
        <p className="quiet">{t('exports.rules')}</p>
      </details>
    </div>
  );
}

interface ExpectedProps {
  known: boolean;
  valid: boolean;
  lacksTag: boolean;
  answer?: report.ActivityPage;
  failure?: string;
}

/** How much there will be, or why there is nothing to be written. */
function Expected({ known, valid, lacksTag, answer, failure }: ExpectedProps) {
  if (!known) return <Notice tone="info">{t('exports.unread')}</Notice>;
  if (!valid) return <Notice tone="info">{t('exports.noSpan')}</Notice>;
  if (failure) return <Notice tone="reached">{failure}</Notice>;
  return (
    <p role="status" className="export-words export-sum">
      {lacksTag ? t('exports.lacksTag') : answer && sumWords(answer)}
    </p>
  );
}

function sumWords({ rows, sums }: report.ActivityPage): string {
  if (rows === 0) return t('exports.none');
  return t('exports.expected', { count: rows, n: formatCount(rows), sum: formatAll(sums) });
}
