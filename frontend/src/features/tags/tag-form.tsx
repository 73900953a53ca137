import { Button, MultiSelect, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { backend, type ledger, type outlook, type tag } from '../../api/backend';
import { formatCount } from '../../format/numbers';
import { Dialog } from '../../ui/dialog';
import { Notice } from '../../ui/notice';
import { t } from '../../words';
import { idOf, partOf, type Shelf } from './parts';
import { titlesOf } from './titles';

const longestName = 60; // characters, as Go counts them
const mostListed = 100; // of more, typing finds the others

interface Props {
  /** The one that is changed; a new one where there is none. */
  tag?: tag.Tag;
  tags: tag.Tag[];
  shelves: Shelf[];
  name: (part: ledger.Part) => string;
  /** Those that are of it. */
  budgets: outlook.State[];
  close: () => void;
}

/** Makes a tag, or gives one another name and other parts. */
export function TagForm({ tag, tags, shelves, name, budgets, close }: Props) {
  const [typed, setTyped] = useState(tag?.name ?? '');
  const [ids, setIds] = useState(() => (tag?.parts ?? []).map(idOf));
  const [asked, setAsked] = useState(false); // what is wrong is said once somebody wants to save it
  const called = typed.trim().replace(/\s+/g, ' ');
  const save = useMutation({ mutationFn: () => (tag ? backend.changeTag(tag.name, called, ids.map(partOf)) : backend.putTag(called, ids.map(partOf))), onSuccess: close });
  const wrong = { name: wrongName(called, tags.some((other) => other.name === called && other.name !== tag?.name)), parts: ids.length === 0 ? t('tags.form.noParts') : undefined };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (!wrong.name && !wrong.parts) save.mutate();
  };
  const renamed = tag !== undefined && called !== tag.name;
  return (
    <Dialog title={tag ? t('tags.form.editTitle', { name: tag.name }) : t('tags.new')} size="lg" keep close={close}>
      <form onSubmit={submit} className="stack tag-form" noValidate>
        <TextInput label={t('tags.form.name')} description={t('tags.form.nameHelp')} placeholder={t('tags.form.placeholder')} dir="auto" autoComplete="off" data-autofocus value={typed} error={asked && wrong.name} onChange={(e) => setTyped(e.currentTarget.value)} />
        <PartsField ids={ids} shelves={shelves} name={name} error={asked ? wrong.parts : undefined} change={setIds} />
        {renamed && <Renamed budgets={budgets} />}
        {save.error && <Notice tone="reached">{save.error.message}</Notice>}
        <div className="row row-end">
          <Button variant="default" onClick={close}>
            {t('ui.cancel')}
          </Button>
          <Button type="submit" loading={save.isPending}>
            {t('tags.form.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function wrongName(called: string, taken: boolean): string | undefined {
  const has = [...called].length;
  if (has === 0) return t('tags.form.noName');
  if (has > longestName) return t('tags.form.longName', { n: formatCount(longestName), has: formatCount(has) });
  return taken ? t('tags.form.taken') : undefined;
}

/** What another name means for what refers to the tag. */
function Renamed({ budgets }: { budgets: outlook.State[] }) {
  const count = budgets.length;
  return (
    <div role="status" className="stack-tight quiet">
      {count > 0 && <p>{t('tags.form.budgetsFollow', { count, n: formatCount(count), titles: titlesOf(budgets) })}</p>}
      <p>{t('tags.form.views')}</p>
    </div>
  );
}

interface PartsProps {
  ids: string[];
  shelves: Shelf[];
  name: (part: ledger.Part) => string;
  error?: string;
  change: (ids: string[]) => void;
}

function PartsField({ ids, shelves, name, error, change }: PartsProps) {
  const offered = new Set(shelves.flatMap((s) => s.known.map((k) => idOf(k.part))));
  const groups = new Map<string, { value: string; label: string }[]>(); // accounts of one name stand under it together
  for (const { label, known } of shelves) groups.set(label, [...(groups.get(label) ?? []), ...known.map((k) => ({ value: idOf(k.part), label: k.words }))]);
  const gone = ids.filter((id) => !offered.has(id)).map((id) => ({ value: id, label: name(partOf(id)) }));
  return (
    <MultiSelect
      label={t('tags.form.parts')}
      description={offered.size > mostListed ? `${t('tags.form.partsHelp')} ${t('tags.form.limit', { n: formatCount(mostListed) })}` : t('tags.form.partsHelp')}
      placeholder={ids.length === 0 ? t('tags.form.choose') : undefined}
      data={[...[...groups].map(([group, items]) => ({ group, items })), ...gone]}
      value={ids}
      error={error}
      limit={mostListed}
      searchable
      nothingFoundMessage={t('tags.form.nothing')}
      maxDropdownHeight="var(--chart)"
      classNames={{ pill: 'tag-pill' }}
      onChange={change}
    />
  );
}
