import { Button, Loader } from '@mantine/core';
import { IconFileImport } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { backend, type rates } from '../../api/backend';
import { formatDate } from '../../format/days';
import { formatCount } from '../../format/numbers';
import { Dialog } from '../../ui/dialog';
import { Notice } from '../../ui/notice';
import { ScrollBox } from '../../ui/scroll-box';
import { t } from '../../words';
import { rateWords } from './words';

/** A file of rates, from the choice of it to what it changed. Nothing is stored before it was looked at. */
export function ImportRates({ imported }: { imported: (sentence: string) => void }) {
  const look = useMutation({ mutationFn: (path: string) => backend.previewRates(path) });
  const choose = useMutation({ mutationFn: backend.chooseRates, onSuccess: (path) => path && look.mutate(path) });
  const done = ({ added, changed }: rates.Preview) => {
    look.reset();
    imported(t('rates.imported', { added: formatCount(added), changed: formatCount(changed) }));
  };
  return (
    <div className="stack-tight">
      <div className="row">
        <Button variant="default" leftSection={<IconFileImport className="small-icon" aria-hidden />} loading={choose.isPending} onClick={() => choose.mutate()}>
          {t('rates.import')}
        </Button>
      </div>
      <p className="quiet">{t('rates.importHelp')}</p>
      {choose.error && <Notice tone="reached">{choose.error.message}</Notice>}
      {!look.isIdle && (
        <Dialog title={t('rates.preview')} size="lg" close={look.reset}>
          {look.isPending && (
            <p role="status" className="row quiet">
              <Loader size="xs" aria-hidden /> {t('rates.reading')}
            </p>
          )}
          {look.error && <Notice tone="reached">{look.error.message}</Notice>}
          {look.data && <Looked preview={look.data} path={look.variables} done={done} close={look.reset} />}
        </Dialog>
      )}
    </div>
  );
}

interface LookedProps {
  preview: rates.Preview;
  path: string;
  done: (result: rates.Preview) => void;
  close: () => void;
}

function Looked({ preview, path, done, close }: LookedProps) {
  const { added, changed, same, rejected_count: bad } = preview;
  const store = useMutation({ mutationFn: () => backend.importRates(path), onSuccess: done });
  const news = added + changed;
  return (
    <div className="stack">
      <Facts preview={preview} />
      {bad === 0 && news === 0 && <Notice tone="info">{t('rates.nothingNew', { count: same, n: formatCount(same) })}</Notice>}
      {bad > 0 ? <Rejected preview={preview} /> : <Newest list={preview.newest} />}
      {store.error && <Notice tone="reached">{store.error.message}</Notice>}
      <div className="row row-end">
        <Button variant="default" onClick={close}>
          {t('ui.cancel')}
        </Button>
        <Button disabled={bad > 0 || news === 0} loading={store.isPending} onClick={() => store.mutate()}>
          {t('rates.importAll', { count: news, n: formatCount(news) })}
        </Button>
      </div>
    </div>
  );
}

function Facts({ preview }: { preview: rates.Preview }) {
  const { rates: all, currencies, from, through, added, changed, same } = preview;
  const facts: [string, string][] = [
    [t('rates.facts.rates'), formatCount(all)],
    [t('rates.facts.new'), formatCount(added)],
    [t('rates.facts.changed'), formatCount(changed)],
    [t('rates.facts.same'), formatCount(same)],
    [t('rates.facts.days'), from && through ? t('rates.facts.span', { from: formatDate(from), through: formatDate(through) }) : t('rates.facts.none')],
    [t('rates.facts.currencies'), currencies.join(', ') || t('rates.facts.none')],
  ];
  return (
    <dl className="rates-facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Those of the last day, to compare with what one knows. */
function Newest({ list }: { list: rates.Rate[] }) {
  const [last] = list;
  if (!last) return null;
  return (
    <div className="stack-tight">
      <h3>{t('rates.ofDay', { day: formatDate(last.day) })}</h3>
      <ScrollBox label={t('rates.lastDay')}>
        <ul className="rates-list">
          {list.map((rate) => (
            <li key={`${rate.currency} ${rate.quote}`}>{rateWords(rate)}</li>
          ))}
        </ul>
      </ScrollBox>
    </div>
  );
}

function Rejected({ preview }: { preview: rates.Preview }) {
  const { rejected, rejected_count: all } = preview;
  const more = all - rejected.length;
  return (
    <div className="stack-tight">
      <Notice tone="reached">{t('rates.rejected.lines', { count: all, n: formatCount(all) })}</Notice>
      <ScrollBox label={t('rates.rejected.title')}>
        <ul className="rates-list">
          {rejected.map(({ line, reason }) => (
            <li key={line}>{t('rates.rejected.line', { line: formatCount(line), reason })}</li>
          ))}
        </ul>
      </ScrollBox>
      {more > 0 && <p className="quiet">{t('rates.rejected.more', { count: more, n: formatCount(more) })}</p>}
    </div>
  );
}
